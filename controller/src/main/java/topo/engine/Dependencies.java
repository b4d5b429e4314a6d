package topo.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;

/**
 * Which of a set of resources needs which. A dependency on something outside of the set counts as there. No recursion, so that no
 * chain is too long; the members of a cycle (a document has none, the kernel might show one) come after all others.
 */
final class Dependencies {
    private final Map<ResourceId, List<ResourceId>> needs = new LinkedHashMap<>();
    private final Map<ResourceId, List<ResourceId>> neededBy = new HashMap<>();
    private final Map<ResourceId, Integer> levels = new HashMap<>();

    Dependencies(Resources all) {
        for (Resource resource : all.all()) {
            ResourceId id = resource.id();
            List<ResourceId> found = new ArrayList<>();
            for (ResourceId other : sorted(resource.dependsOn(all))) {
                if (!other.equals(id) && all.contains(other)) {
                    found.add(other);
                    neededBy.computeIfAbsent(other, k -> new ArrayList<>()).add(id);
                }
            }
            needs.put(id, found);
        }
        measure();
    }

    /** The order of a set is chance; that of a plan must not be. */
    private static Iterable<ResourceId> sorted(Set<ResourceId> ids) {
        if (ids.size() < 2) {
            return ids;
        }
        List<ResourceId> list = new ArrayList<>(ids);
        list.sort(null);
        return list;
    }

    private void measure() {
        Map<ResourceId, Integer> open = new HashMap<>();
        ArrayDeque<ResourceId> ready = new ArrayDeque<>();
        needs.forEach((id, those) -> {
            open.put(id, those.size());
            if (those.isEmpty()) {
                ready.add(id);
                levels.put(id, 0);
            }
        });
        int deepest = 0;
        for (ResourceId id = ready.poll(); id != null; id = ready.poll()) {
            open.remove(id);
            int level = levels.get(id);
            deepest = Math.max(deepest, level);
            for (ResourceId dependent : neededBy(id)) {
                levels.merge(dependent, level + 1, Math::max);
                if (open.merge(dependent, -1, Integer::sum) == 0) {
                    ready.add(dependent);
                }
            }
        }
        for (ResourceId id : open.keySet()) {
            levels.put(id, deepest + 1);
        }
    }

    /** What this one needs directly, sorted. */
    List<ResourceId> of(ResourceId id) {
        return needs.getOrDefault(id, List.of());
    }

    /** What needs this one directly, in declaration order. */
    List<ResourceId> neededBy(ResourceId id) {
        return neededBy.getOrDefault(id, List.of());
    }

    /** 0 for what needs nothing, else one more than the highest level of what it needs. */
    int level(ResourceId id) {
        return levels.getOrDefault(id, 0);
    }
}
