package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Change;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.Unseen;
import topo.reconcilers.NoMemory;

/** Observes, compares and writes for this kind alone, as the engine does for all, and remembers what was applied last. */
final class Rounds {
    private final NatReconciler reconciler;
    private final Mark mark;
    private Resources recorded = Resources.NONE;
    private List<Unseen> unseen = List.of();
    private Map<ResourceId, String> failures = Map.of();

    Rounds(NatReconciler reconciler, String topology) {
        this.reconciler = reconciler;
        this.mark = new Mark(topology);
    }

    /** As if the record had been lost. */
    void forget() {
        recorded = Resources.NONE;
    }

    /** The parts that the last look could not see; nothing is planned for them, as in an engine. */
    List<Unseen> unseen() {
        return unseen;
    }

    Map<ResourceId, String> failures() {
        return failures;
    }

    /** Brings the kernel to this and returns the plan: a line a change, then a line a field. */
    List<String> apply(Resources desired) {
        Difference difference = diff(desired);
        Session session = new Session(mark, new Resources(difference.settled()), Set.of(), new NoMemory());
        reconciler.delete(difference.gone(), session);
        reconciler.apply(difference.changes(), session);
        recorded = desired;
        failures = session.failures();
        return difference.lines();
    }

    /** The plan alone. */
    List<String> plan(Resources desired) {
        return diff(desired).lines();
    }

    record Difference(List<Resource> settled, List<NatResource> gone, List<Change<NatResource>> changes, List<String> lines) {}

    private Difference diff(Resources desired) {
        Look look = new Look(mark, desired, recorded, new NoMemory());
        Map<ResourceId, Observed<NatResource>> observed = reconciler.observe(look);
        unseen = look.unseen();
        Difference difference = new Difference(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Map<ResourceId, Observed<NatResource>> rest = new HashMap<>(observed);
        for (Resource resource : desired.all()) {
            if (unseen.stream().anyMatch(part -> part.covers(resource.id()))) {
                difference.settled().add(resource);
            } else if (resource instanceof NatResource wanted) {
                Observed<NatResource> seen = rest.remove(wanted.id());
                NatResource settled = reconciler.settle(wanted, seen == null ? null : seen.value(), look);
                difference.settled().add(settled);
                compare(settled, seen, difference);
            } else {
                difference.settled().add(resource);
            }
        }
        for (Observed<NatResource> unwanted : rest.values()) {
            if (unseen.stream().anyMatch(part -> part.covers(unwanted.value().id()))) {
                continue;
            }
            difference.gone().add(unwanted.value());
            difference.lines().add("- " + unwanted.value().title());
        }
        return difference;
    }

    private static void compare(NatResource wanted, Observed<NatResource> seen, Difference difference) {
        if (seen == null) {
            difference.changes().add(new Change.Create<>(wanted));
            difference.lines().add("+ " + wanted.title());
        } else if (!seen.value().equals(wanted)) {
            Change.Update<NatResource> update = new Change.Update<>(seen.value(), wanted);
            difference.changes().add(update);
            difference.lines().add("~ " + wanted.title());
            for (Change.FieldChange field : update.fields()) {
                difference.lines().add("    " + field.name() + ": " + field.from() + " -> " + field.to());
            }
        }
    }
}
