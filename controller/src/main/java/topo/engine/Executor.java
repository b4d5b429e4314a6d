package topo.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import topo.api.Change;
import topo.api.Change.Replace;
import topo.api.Plan;
import topo.api.Plan.Step;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.SurroundingsException;

/**
 * Carries out the plans of one run, step by step in the calling thread. A failure blocks only what depends on it: a thing that failed in
 * one plan is not tried again in the next of the run. Nothing blocks a deletion, so that a teardown goes as far as it can; but what is to
 * be replaced and could not be made again is not deleted.
 */
final class Executor {
    private final Map<String, Registered<?>> kinds = new HashMap<>();
    private final Progress progress;
    private final BooleanSupplier stop;
    private final Map<ResourceId, String> failures = new LinkedHashMap<>();
    private final Map<ResourceId, String> blocked = new LinkedHashMap<>();
    private final Map<ResourceId, ResourceId> blockedBy = new HashMap<>();
    private final List<Change<?>> done = new ArrayList<>();
    private Dependencies wanted;
    private boolean begun;

    /** {@code stop} is asked between steps. */
    Executor(List<Registered<?>> kinds, Progress progress, BooleanSupplier stop) {
        kinds.forEach(kind -> this.kinds.put(kind.kind(), kind));
        this.progress = progress;
        this.stop = stop;
    }

    Map<ResourceId, String> failures() {
        return failures;
    }

    Map<ResourceId, String> blocked() {
        return blocked;
    }

    List<Change<?>> done() {
        return done;
    }

    /** Gives up what was not seen ({@code unseen}) and what must stay because of that ({@code held}), each with the reason. */
    void giveUp(Map<ResourceId, String> unseen, Map<ResourceId, String> held) {
        unseen.forEach(failures::putIfAbsent);
        held.forEach((id, reason) -> {
            if (isOpen(id)) {
                blocked.put(id, reason);
                blockedBy.put(id, id);
            }
        });
    }

    /** Whether this run has not given up this resource yet. */
    boolean isOpen(ResourceId id) {
        return !failures.containsKey(id) && !blocked.containsKey(id);
    }

    /**
     * Runs the plan and returns what a stop kept from being done, in plan order.
     *
     * @throws SurroundingsException from the very first step of the run: topo cannot work here, and nothing was done
     */
    List<Change<?>> execute(Plan plan, Session session) {
        wanted = null;
        List<Step> steps = plan.steps();
        for (int i = 0; i < steps.size(); i++) {
            if (stop.getAsBoolean()) {
                return undone(steps.subList(i, steps.size()));
            }
            Step step = possible(steps.get(i), session);
            if (!step.changes().isEmpty()) {
                progress.begun(step);
                run(step, session);
                tell(step, session);
                progress.ended(step);
            }
        }
        return List.of();
    }

    private List<Change<?>> undone(List<Step> steps) {
        Map<ResourceId, Change<?>> left = new LinkedHashMap<>();
        for (Step step : steps) {
            for (Change<?> change : step.changes()) {
                if (isOpen(change.id())) {
                    left.putIfAbsent(change.id(), change);
                }
            }
        }
        return List.copyOf(left.values());
    }

    private Step possible(Step step, Session session) {
        if (failures.isEmpty() && blocked.isEmpty()) {
            return step;
        }
        if (wanted == null) {
            wanted = new Dependencies(session.desired());
        }
        List<Change<?>> rest = new ArrayList<>();
        for (Change<?> change : step.changes()) {
            ResourceId culprit = culprit(change.id());
            if (culprit != null && isOpen(change.id())) {
                String message = "not tried: depends on " + culprit + ", which failed";
                blocked.put(change.id(), message);
                blockedBy.put(change.id(), culprit);
                progress.blocked(change, message);
            } else if (isOpen(change.id())) {
                rest.add(change);
            }
        }
        return new Step(step.kind(), step.deleting(), rest);
    }

    /** The failure that this resource cannot do without, or null. */
    private ResourceId culprit(ResourceId id) {
        for (ResourceId needed : wanted.of(id)) {
            if (failures.containsKey(needed)) {
                return needed;
            }
            ResourceId behind = blockedBy.get(needed);
            if (behind != null) {
                return behind;
            }
        }
        return null;
    }

    private void run(Step step, Session session) {
        try {
            run(kinds.get(step.kind()), step, session);
        } catch (SurroundingsException impossible) {
            if (!begun) {
                throw impossible;
            }
            giveUp(step, session, impossible);
        } catch (RuntimeException error) {
            giveUp(step, session, error);
        }
        begun = true;
    }

    /** The changes of a step are of its kind; generics cannot say so. */
    @SuppressWarnings("unchecked")
    private static <R extends Resource> void run(Registered<R> kind, Step step, Session session) {
        if (step.deleting()) {
            List<R> gone = new ArrayList<>(step.changes().size());
            for (Change<?> change : step.changes()) {
                gone.add(kind.type().cast(Planner.goneBy(change)));
            }
            kind.reconciler().delete(gone, session);
        } else {
            List<Change<R>> changes = new ArrayList<>(step.changes().size());
            for (Change<?> change : step.changes()) {
                changes.add((Change<R>) change);
            }
            kind.reconciler().apply(changes, session);
        }
    }

    private void giveUp(Step step, Session session, RuntimeException error) {
        String message = error.getMessage() == null ? error.getClass().getName() : error.getMessage();
        for (Change<?> change : step.changes()) {
            session.fail(change.id(), message);
        }
        progress.broken(step, error);
    }

    private void tell(Step step, Session session) {
        for (Change<?> change : step.changes()) {
            String message = session.failures().get(change.id());
            if (message == null) {
                message = failureOfWhatIsGone(change, session);
            }
            if (message != null) {
                failures.putIfAbsent(change.id(), message);
                progress.failed(change, message);
            } else if (!(step.deleting() && change instanceof Replace)) {
                done.add(change);
                progress.done(change);
            }
        }
    }

    /** A kind reports the failed deletion of a thing that was found under another name by that name. */
    private static String failureOfWhatIsGone(Change<?> change, Session session) {
        Resource from = Planner.goneBy(change);
        return from == null ? null : session.failures().get(from.id());
    }
}
