package topo.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import topo.api.Change;
import topo.api.Observed;
import topo.api.Plan;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.engine.Outlook;
import topo.engine.PlanText;

/**
 * How one resource stands.
 *
 * @param state {@code Synced}, {@code Missing}, {@code Differs}, {@code Extra} or {@code Conflict}; {@code Unknown} if it was not seen
 * @param detail one line on what is not as wanted, or empty
 * @param desired what is wanted, or null for what is there and not wanted
 * @param actual what the kernel has, or null
 */
record Status(ResourceId id, String title, String state, String detail, Resource desired, Resource actual) {

    /** Of everything wanted, in declaration order, and then of what is there besides. */
    static List<Status> of(Outlook outlook) {
        Map<ResourceId, Change<?>> changes = new HashMap<>();
        for (Change<?> change : outlook.plan().changes()) {
            changes.put(change.id(), change);
        }
        Map<ResourceId, String> conflicts = new HashMap<>();
        for (Plan.Conflict conflict : outlook.plan().conflicts()) {
            conflicts.put(conflict.id(), conflict.reason());
        }
        PlanText text = new PlanText(outlook.plan(), false);
        List<Status> all = new ArrayList<>();
        for (Resource desired : outlook.settled().all()) {
            Observed<?> seen = outlook.observed().get(desired.id());
            Resource actual = seen == null ? null : seen.value();
            String conflict = conflicts.get(desired.id());
            Change<?> change = changes.get(desired.id());
            String unseen = outlook.blindness().unseen().get(desired.id());
            if (unseen != null) {
                all.add(new Status(desired.id(), desired.title(), "Unknown", unseen, desired, null));
                continue;
            }
            String held = outlook.held().get(desired.id());
            String detail = conflict != null ? conflict : held != null ? held : change == null ? "" : detail(change, text);
            String state = held != null ? "Differs" : state(conflict, change);
            all.add(new Status(desired.id(), desired.title(), state, detail, desired, actual));
        }
        for (Change<?> change : outlook.plan().changes()) {
            if (change instanceof Change.Delete<?> extra) {
                all.add(new Status(change.id(), change.title(), "Extra", "", null, extra.from()));
            }
        }
        return all;
    }

    /** Of everything that is wanted where the kernel could not be looked at. */
    static List<Status> unknown(Iterable<Resource> desired) {
        List<Status> all = new ArrayList<>();
        for (Resource resource : desired) {
            all.add(new Status(resource.id(), resource.title(), "Unknown", "", resource, null));
        }
        return all;
    }

    private static String state(String conflict, Change<?> change) {
        if (conflict != null) {
            return "Conflict";
        } else if (change == null) {
            return "Synced";
        }
        return change instanceof Change.Create ? "Missing" : "Differs";
    }

    /** The lines that a plan has below the change's own. */
    private static String detail(Change<?> change, PlanText text) {
        if (change instanceof Change.Replace<?> replace) {
            return replace.reason();
        }
        StringBuilder detail = new StringBuilder();
        List<String> lines = text.of(change);
        for (String line : lines.subList(1, lines.size())) {
            detail.append(detail.length() == 0 ? "" : "; ").append(line.strip());
        }
        return detail.toString();
    }
}
