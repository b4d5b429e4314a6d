package topo.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import topo.api.Change;
import topo.api.Change.Delete;
import topo.api.Change.Replace;
import topo.api.Plan;
import topo.api.Plan.Conflict;
import topo.api.Plan.Step;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;

/**
 * Puts changes into an order. One step holds the changes of one kind on one level of the dependencies, so that a kind can send them
 * together. Pure, and the same for the same input.
 */
final class Planner {
    private final List<Registered<?>> kinds;
    private final Map<String, Integer> ranks = new HashMap<>();

    Planner(List<Registered<?>> kinds) {
        this.kinds = kinds;
        for (int rank = 0; rank < kinds.size(); rank++) {
            ranks.put(kinds.get(rank).kind(), rank);
        }
    }

    /** {@code ours}: what the kernel has of this topology; its dependencies order the deletions. */
    Plan plan(List<Change<?>> changes, List<Conflict> conflicts, Dependencies wanted, List<Resource> ours) {
        List<Step> steps = new ArrayList<>();
        deletions(changes, ours, steps);
        Grid making = new Grid();
        for (Change<?> change : changes) {
            if (!(change instanceof Delete)) {
                making.add(wanted.level(change.id()), rank(change.id()), change);
            }
        }
        making.levels.values().forEach(level -> level.forEach((rank, group) -> steps.add(step(rank, false, group))));
        return new Plan(List.copyOf(steps), conflicts);
    }

    private void deletions(List<Change<?>> changes, List<Resource> ours, List<Step> steps) {
        List<Resource> gone = new ArrayList<>();
        for (Change<?> change : changes) {
            Resource from = goneBy(change);
            if (from != null) {
                gone.add(from);
            }
        }
        if (gone.isEmpty()) {
            return;
        }
        gone.addAll(ours);
        Dependencies present = new Dependencies(new Resources(gone));
        Grid grid = new Grid();
        for (Change<?> change : changes) {
            Resource from = goneBy(change);
            if (from != null) {
                grid.add(present.level(from.id()), rank(from.id()), change);
            }
        }
        grid.levels.descendingMap().values().forEach(
                level -> level.descendingMap().forEach((rank, group) -> steps.add(step(rank, true, group))));
    }

    /** What a change deletes, or null. */
    static Resource goneBy(Change<?> change) {
        if (change instanceof Delete<?> delete) {
            return delete.from();
        }
        return change instanceof Replace<?> replace ? replace.from() : null;
    }

    private int rank(ResourceId id) {
        return ranks.get(id.kind());
    }

    private Step step(int rank, boolean deleting, List<Change<?>> changes) {
        return new Step(kinds.get(rank).kind(), deleting, List.copyOf(changes));
    }

    /** Changes by level and rank. */
    private static final class Grid {
        final TreeMap<Integer, TreeMap<Integer, List<Change<?>>>> levels = new TreeMap<>();

        void add(int level, int rank, Change<?> change) {
            levels.computeIfAbsent(level, l -> new TreeMap<>()).computeIfAbsent(rank, r -> new ArrayList<>()).add(change);
        }
    }
}
