package topo.api;

import java.util.List;

/**
 * What is to be done, in the order in which it is done: steps of changes of one kind that do not depend on each other. Deletions (with
 * the first half of every replacement) come first, dependents before what they depend on; then the rest, the other way round.
 */
public record Plan(List<Step> steps, List<Conflict> conflicts) {

    /** Changes of one kind; {@code deleting} tells which half of a replacement is meant. */
    public record Step(String kind, boolean deleting, List<Change<?>> changes) {}

    /** A wanted thing whose name is taken by something that this topology does not own. */
    public record Conflict(ResourceId id, String reason) {}

    public boolean isEmpty() {
        return steps.isEmpty() && conflicts.isEmpty();
    }

    /** Every change once, in the order of a printed plan. */
    public List<Change<?>> changes() {
        return steps.stream().<Change<?>>flatMap(step -> step.changes().stream()
                .filter(change -> !step.deleting() || change instanceof Change.Delete)).toList();
    }
}
