package topo.controller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import topo.api.Change;
import topo.api.ResourceId;

/** What of a pass goes into the journal: what was mended, and what is new of the rest. Pure. */
final class Chronicle {
    private Chronicle() {}

    /**
     * The entries of one pass.
     *
     * @param author who changed a resource, or empty
     * @param before what was said of each resource before it
     * @param after what is said now
     */
    static List<Entry> of(Entry head, Round.Result result, Function<ResourceId, String> author, Map<ResourceId, ResourceStatus> before,
            Map<ResourceId, ResourceStatus> after) {
        List<Entry> entries = new ArrayList<>();
        if (result.report() != null) {
            for (Change<?> change : result.report().done()) {
                if (!(change instanceof Change.Restore)) {
                    entries.add(repaired(head, change, author.apply(change.id())));
                }
            }
        }
        after.forEach((id, item) -> {
            ResourceStatus earlier = before.get(id);
            if (isNews(earlier, item)) {
                entries.add(new Entry(head.time(), head.topology(), type(item), head.trigger(), author.apply(id), id.toString(), "",
                        item.reason().equals("Drift") ? fields(id, result) : List.of(), item.message(), head.millis()));
            }
        });
        before.forEach((id, item) -> {
            if (item.health() == Health.CONTENDED && (after.get(id) == null || after.get(id).health() != Health.CONTENDED)) {
                entries.add(new Entry(head.time(), head.topology(), "recovered", head.trigger(), "", id.toString(), "", List.of(),
                        "nobody undoes the repairs any more", 0));
            }
        });
        return entries;
    }

    private static boolean isNews(ResourceStatus before, ResourceStatus after) {
        if (after.reason().equals("Blocked")) {
            return false;
        }
        return before == null || !before.reason().equals(after.reason())
                || !after.reason().equals("Contended") && !before.message().equals(after.message());
    }

    private static String type(ResourceStatus item) {
        return switch (item.reason()) {
            case "Drift" -> "drift";
            case "Contended" -> "contended";
            default -> "failed";
        };
    }

    private static List<Entry.Difference> fields(ResourceId id, Round.Result result) {
        for (Change<?> change : result.first().plan().changes()) {
            if (change.id().equals(id)) {
                return Entry.differences(change);
            }
        }
        return List.of();
    }

    private static Entry repaired(Entry head, Change<?> change, String author) {
        return new Entry(head.time(), head.topology(), "repaired", head.trigger(), author, change.id().toString(), Entry.verb(change),
                Entry.differences(change), message(change), head.millis());
    }

    private static String message(Change<?> change) {
        return change instanceof Change.Update ? "" : Findings.words(change);
    }

    /** The head of a pass's entries: all that they have in common. */
    static Entry head(Instant time, String topology, String trigger, double millis) {
        return new Entry(time, topology, "", trigger, "", "", "", List.of(), "", millis);
    }
}
