package topo.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import topo.api.Change;
import topo.api.Change.FieldChange;
import topo.api.Change.Replace;
import topo.api.Change.Restore;
import topo.api.Change.Update;
import topo.api.Plan;
import topo.api.Plan.Conflict;
import topo.api.ResourceId;

/** A plan as text: one line a change, its fields under it, a closing count. Values from the kernel are made safe for a terminal. */
public final class PlanText {
    private static final String GREEN = "\033[32m";
    private static final String YELLOW = "\033[33m";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final Plan plan;
    private final boolean colour;
    private final Map<ResourceId, String> titles = new HashMap<>();

    public PlanText(Plan plan, boolean colour) {
        this.plan = plan;
        this.colour = colour;
        for (Change<?> change : plan.changes()) {
            titles.put(change.id(), change.title());
        }
    }

    /** All changes in the order of execution, and the closing line. Conflicts are not among them. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Change<?> change : plan.changes()) {
            lines.addAll(of(change));
        }
        lines.add(closing());
        return lines;
    }

    /** The line of one change and those of its fields. */
    public List<String> of(Change<?> change) {
        List<String> lines = new ArrayList<>();
        String line = "  " + coloured(change) + " " + plain(change.title());
        if (change instanceof Replace<?> replace) {
            lines.add(line + " (" + plain(replace.reason()) + ")");
        } else {
            lines.add(line);
        }
        if (change instanceof Update<?> update) {
            for (FieldChange field : update.fields()) {
                lines.add("      " + plain(field.name()) + ": " + value(field.from()) + " -> " + value(field.to()));
            }
        } else if (change instanceof Restore<?> restore) {
            String because = titles.getOrDefault(restore.because(), restore.because().toString());
            lines.add("      put back after " + plain(because) + " changes");
        }
        return lines;
    }

    /** {@code Plan: 1 to add, 1 to change, 1 to replace, 1 to delete.}, or {@code No changes.} */
    public String closing() {
        if (plan.isEmpty()) {
            return "No changes.";
        }
        Counts counts = Counts.of(plan.changes());
        int conflicts = plan.conflicts().size();
        return "Plan: " + counts.add() + " to add, " + counts.change() + " to change, " + counts.replace() + " to replace, "
                + counts.delete() + " to delete" + (conflicts == 0 ? "." : ", " + conflicts + " in conflict.");
    }

    /** One line each: {@code create bridge br0: EEXIST: exists and is not managed by topo; --adopt takes it over}. */
    public List<String> conflicts() {
        List<String> lines = new ArrayList<>();
        for (Conflict conflict : plan.conflicts()) {
            lines.add("create " + plain(conflict.id().toString()) + ": EEXIST: " + plain(conflict.reason()));
        }
        return lines;
    }

    private String coloured(Change<?> change) {
        String symbol = change.symbol();
        if (!colour) {
            return symbol;
        }
        String start = switch (symbol) {
            case "+" -> GREEN;
            case "-" -> RED;
            default -> YELLOW;
        };
        return start + symbol + PLAIN;
    }

    /** {@code (none)} for null, {@code [a, b]} for lists. */
    static String value(Object value) {
        if (value == null) {
            return "(none)";
        }
        if (value instanceof Iterable<?> items) {
            StringBuilder list = new StringBuilder("[");
            for (Object item : items) {
                list.append(list.length() == 1 ? "" : ", ").append(value(item));
            }
            return list.append(']').toString();
        }
        return plain(value.toString());
    }

    /** Control characters, those that reorder text and halves of pairs as {@code ?}; a foreign name may hold any. */
    public static String plain(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f && isUnsafe(text, i)) {
                clean = clean == null ? new StringBuilder(text) : clean;
                clean.setCharAt(i, '?');
            }
        }
        return clean == null ? text : clean.toString();
    }

    private static boolean isUnsafe(String text, int at) {
        char c = text.charAt(at);
        if (Character.isSurrogate(c)) {
            boolean paired = Character.isHighSurrogate(c) ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
                    : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
            return !paired;
        }
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }
}
