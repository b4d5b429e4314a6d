package topo.api.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;

/**
 * Finds resources that wait for each other. Walks depth first with a stack of its own, since a chain of dependencies may be as long
 * as the document.
 */
final class Cycles {
    private static final int MOST_NAMED = 8;

    private final Map<ResourceId, Entry<?>> entries = new LinkedHashMap<>();
    private final Resources resources;
    private final Map<ResourceId, Boolean> done = new HashMap<>();
    private final List<Step> path = new ArrayList<>();

    /** A resource on the way, and what it depends on that was not followed yet. */
    private record Step(ResourceId id, Iterator<ResourceId> open) {}

    /** Entries with problems are left out: they may lack what their dependencies are computed from. */
    Cycles(List<Entry<?>> all, Resources resources) {
        this.resources = resources;
        for (Entry<?> entry : all) {
            if (entry.isClean() && entry.resource() != null) {
                entries.putIfAbsent(entry.resource().id(), entry);
            }
        }
    }

    /** Records one problem for each cycle met, at the first resource of it on the way. */
    void report() {
        for (Entry<?> entry : entries.values()) {
            enter(entry.resource());
            while (!path.isEmpty()) {
                Step last = path.get(path.size() - 1);
                if (!last.open().hasNext()) {
                    path.remove(path.size() - 1);
                    done.put(last.id(), true);
                } else {
                    follow(last.open().next());
                }
            }
        }
    }

    private void enter(Resource resource) {
        if (done.putIfAbsent(resource.id(), false) == null) {
            path.add(new Step(resource.id(), resource.dependsOn(resources).iterator()));
        }
    }

    private void follow(ResourceId next) {
        Entry<?> entry = entries.get(next);
        if (entry == null) {
            return;
        }
        if (Boolean.FALSE.equals(done.get(next))) {
            entry.map().problem(entry.place().problems().isFull() ? "" : "depends on itself: " + cycle(next));
        } else {
            enter(entry.resource());
        }
    }

    private String cycle(ResourceId back) {
        int from = path.size() - 1;
        while (!path.get(from).id().equals(back)) {
            from--;
        }
        StringBuilder words = new StringBuilder();
        int length = path.size() - from;
        for (int i = 0; i < length; i++) {
            if (i < MOST_NAMED - 1 || i == length - 1) {
                words.append(path.get(from + i).id()).append(" -> ");
            } else if (i == MOST_NAMED - 1) {
                words.append("... -> ");
            }
        }
        return words.append(back).toString();
    }
}
