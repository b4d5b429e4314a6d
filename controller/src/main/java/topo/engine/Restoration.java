package topo.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Change;
import topo.api.Kept;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Plan;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Unseen;
import topo.api.net.NetnsName;

/**
 * What the kernel had of one topology before it was changed, and bringing just that back. As wanted and observed are one type, the observed
 * values are wanted then; what had drifted from its document before comes back as it had drifted, as far as it can be wanted at all. Not
 * for use by several threads.
 */
public final class Restoration implements AutoCloseable {
    private final List<Registered<?>> kinds;
    private final Look before;
    private final Map<ResourceId, Resource> state = new LinkedHashMap<>();
    private final List<Kept> kept = new ArrayList<>();

    private Restoration(List<Registered<?>> kinds, Look before) {
        this.kinds = kinds;
        this.before = before;
    }

    /**
     * Looks. {@code recorded}: what earlier versions declared; it is looked at as if it were wanted, as some of a thing (the VLANs of a port) is
     * only read where it is. {@code next}: the look that finds what is to be changed.
     */
    public static Restoration of(List<Registered<?>> kinds, Resources recorded, Look next) {
        Look look = new Look(next.mark(), recorded, recorded, next.memory(), next.isSearch());
        next.namespaces().forEach(look::alsoIn);
        Restoration restoration = new Restoration(kinds, look);
        Sight sight = new Sight(kinds, look);
        sight.open();
        sight.observed().forEach((id, seen) -> {
            if (seen.isOurs() && seen.value() != null) {
                restoration.state.put(id, seen.value());
            }
        });
        return restoration;
    }

    /** What of this plan could not be undone in full, and why; none of it may be done then. */
    public List<Plan.Conflict> obstacles(Plan plan) {
        List<Plan.Conflict> obstacles = new ArrayList<>();
        for (Unseen part : before.unseen()) {
            NetnsName netns = part.netns() == null ? NetnsName.HOST : part.netns();
            ResourceId id = new ResourceId(part.kind(), netns, part.name() == null ? "(any)" : part.name());
            obstacles.add(new Plan.Conflict(id, "not seen, and so not known as it is: " + part.reason()));
        }
        Set<String> unknown = unknown();
        for (Change<?> change : plan.changes()) {
            Resource gone = change instanceof Change.Update<?> update ? update.from() : Planner.goneBy(change);
            if (change instanceof Change.Update<?> update && update.adopts()) {
                obstacles.add(new Plan.Conflict(change.id(), "taken over, it could not be given back"));
            } else if (gone != null && goal(gone) == null) {
                obstacles.add(new Plan.Conflict(gone.id(), "changed or deleted, it could not be made again as it is"));
            } else if (gone != null && Planner.goneBy(change) != null && !Collections.disjoint(gone.claims(), unknown)) {
                obstacles.add(new Plan.Conflict(gone.id(), "deleted, it could not be made again: no remembered version declares it"));
            }
        }
        return obstacles;
    }

    /** What is there of the topology that nothing recorded declares; by claims, as one thing may have two ids in two looks. */
    private Set<String> unknown() {
        Set<String> claims = new HashSet<>();
        for (Resource resource : state.values()) {
            if (!before.recorded().contains(resource.id())) {
                claims.addAll(resource.claims());
            }
        }
        return claims;
    }

    /** Keeps alive what others have inside of the things that the plan deletes. To be called before the plan is carried out. */
    public void keep(Plan plan) {
        for (Plan.Step step : plan.steps()) {
            if (step.deleting()) {
                for (Registered<?> kind : kinds) {
                    if (kind.kind().equals(step.kind())) {
                        kept.add(keep(kind, step, before.mark()));
                    }
                }
            }
        }
    }

    private static <R extends Resource> Kept keep(Registered<R> kind, Plan.Step step, Mark mark) {
        List<R> going = new ArrayList<>();
        for (Change<?> change : step.changes()) {
            going.add(kind.type().cast(Planner.goneBy(change)));
        }
        return kind.reconciler().keep(going, mark);
    }

    /**
     * Brings the state back, as far as it goes, and looks whether it is; nothing stops it on the way. {@code made}: what was wanted meanwhile.
     * What cannot be looked at is a report too.
     */
    public Report restore(Resources made, Progress progress) {
        List<String> refusals = new ArrayList<>();
        giveBack(refusals);
        Map<ResourceId, Resource> wanted = new LinkedHashMap<>(state);
        Report report;
        try {
            report = restore(wanted, made, progress, refusals);
            giveBack(refusals);
        } catch (RuntimeException unseen) {
            refusals.add("not looked at: " + words(unseen));
            report = Report.untouched(new Outlook(before, new Plan(List.of(), List.of()), Resources.NONE, Map.of(),
                    new Blindness(before, Resources.NONE, Map.of()), Map.of()));
        }
        return refusals.isEmpty() ? report : report.and(refusals);
    }

    private Report restore(Map<ResourceId, Resource> wanted, Resources made, Progress progress, List<String> refusals) {
        Pass pass = new Pass(goals(), false, progress, () -> false);
        Outlook first = pass.observe(look(wanted, made));
        // What others have put in the place of something stays; the rest is brought back all the same.
        while (!first.plan().conflicts().isEmpty()) {
            for (Plan.Conflict conflict : first.plan().conflicts()) {
                refusals.add(PlanText.plain(conflict.id() + ": " + conflict.reason()));
                wanted.remove(conflict.id());
            }
            first = pass.observe(look(wanted, made));
        }
        return pass.run(first, () -> look(wanted, made));
    }

    private Look look(Map<ResourceId, Resource> wanted, Resources made) {
        List<Resource> known = new ArrayList<>(state.values());
        known.addAll(before.recorded().all());
        known.addAll(made.all());
        Look look = new Look(before.mark(), new Resources(wanted.values()), new Resources(known), before.memory(),
                before.isSearch());
        before.namespaces().forEach(look::alsoIn);
        return look;
    }

    private void giveBack(List<String> refusals) {
        for (Kept one : kept) {
            try {
                one.giveBack();
            } catch (RuntimeException refused) {
                refusals.add(words(refused));
            }
        }
    }

    private static String words(RuntimeException error) {
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    /** The state before, each as it is to be made again, or null if it cannot be. */
    private Resource goal(Resource observed) {
        for (Registered<?> kind : kinds) {
            if (kind.kind().equals(observed.id().kind())) {
                return goal(kind, observed);
            }
        }
        return null;
    }

    private static <R extends Resource> R goal(Registered<R> kind, Resource observed) {
        return kind.reconciler().restorable(kind.type().cast(observed)).orElse(null);
    }

    private List<Registered<?>> goals() {
        List<Registered<?>> goals = new ArrayList<>();
        kinds.forEach(kind -> goals.add(Goal.of(kind)));
        return goals;
    }

    /** Lets go of what was kept; what was not given back is gone. */
    @Override
    public void close() {
        kept.forEach(Kept::close);
        kept.clear();
    }
}
