package topo.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import topo.api.Change;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Plan;
import topo.api.Plan.Step;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;

/**
 * One round from look to verified state, for one topology: look, plan, carry out, look again. Destroying is the same with a look that
 * wants nothing. Not for use by several threads.
 */
public final class Pass {
    /** Some changes show only after the first: a kernel that drops state in ways no kind foresaw is caught by the second look. */
    private static final int ROUNDS = 3;

    private final List<Registered<?>> kinds;
    private final Rules rules;
    private final Progress progress;
    private final BooleanSupplier stop;

    /**
     * What a pass may do.
     *
     * @param adopt take over unmarked things of a wanted name
     * @param despiteConflicts do the rest where something wanted is owned by others; else a conflict keeps all from being touched
     * @param withheld what is not to be touched for now, with the reason, along with what depends on it
     * @param rounds how often at most it looks and mends, at least once
     */
    public record Rules(boolean adopt, boolean despiteConflicts, Map<ResourceId, String> withheld, int rounds) {
        public Rules(boolean adopt, boolean despiteConflicts, Map<ResourceId, String> withheld) {
            this(adopt, despiteConflicts, withheld, ROUNDS);
        }
    }

    public Pass(List<Registered<?>> kinds, Rules rules, Progress progress, BooleanSupplier stop) {
        this.kinds = List.copyOf(kinds);
        this.rules = rules;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * {@code kinds} in rank order. {@code adopt}: take over unmarked things of a wanted name. {@code stop} is asked between steps; once
     * true, the step under way is finished and the rest is reported as not done.
     */
    public Pass(List<Registered<?>> kinds, boolean adopt, Progress progress, BooleanSupplier stop) {
        this(kinds, new Rules(adopt, false, Map.of()), progress, stop);
    }

    public Pass(List<Registered<?>> kinds, boolean adopt) {
        this(kinds, adopt, Progress.NONE, () -> false);
    }

    /** Looks and plans; changes nothing. */
    public Outlook observe(Look look) {
        Sight sight = new Sight(kinds, look);
        sight.open();
        Resources settled = sight.settled();
        Blindness blindness = new Blindness(look, settled, sight.observed());
        Differ.Difference difference = new Differ(kinds, rules.adopt(), settled, sight.observed(), blindness).diff();
        return new Outlook(look, plan(settled, sight.observed(), difference), settled, sight.observed(), blindness, difference.held());
    }

    private Plan plan(Resources settled, Map<ResourceId, Observed<?>> observed, Differ.Difference difference) {
        if (difference.changes().isEmpty()) {
            return new Plan(List.of(), difference.conflicts());
        }
        Dependencies wanted = new Dependencies(settled);
        List<Change<?>> changes = new ArrayList<>(difference.changes());
        changes.addAll(new Collateral(kinds, settled, wanted).of(difference.changes()));
        inDeclarationOrder(changes, settled);
        List<Resource> ours = new ArrayList<>();
        for (Observed<?> seen : observed.values()) {
            if (seen.isOurs() && seen.value() != null) {
                ours.add(seen.value());
            }
        }
        return new Planner(kinds).plan(changes, difference.conflicts(), wanted, ours);
    }

    /** Deletions, which nobody declares, stay first and as they are. */
    private static void inDeclarationOrder(List<Change<?>> changes, Resources settled) {
        Map<ResourceId, Integer> places = new HashMap<>();
        for (Resource resource : settled.all()) {
            places.put(resource.id(), places.size());
        }
        changes.sort((a, b) -> places.getOrDefault(a.id(), -1) - places.getOrDefault(b.id(), -1));
    }

    /** Looks, and makes it so. {@code looks} gives a fresh look at each call. */
    public Report run(Supplier<Look> looks) {
        return run(observe(looks.get()), looks);
    }

    /**
     * Makes it so, from a look that was had already; with a conflict in it nothing is touched unless the rules say otherwise.
     *
     * @throws topo.api.SurroundingsException if topo cannot work here and nothing was done
     */
    public Report run(Outlook first, Supplier<Look> looks) {
        boolean forbidden = !first.plan().conflicts().isEmpty() && !rules.despiteConflicts();
        if (forbidden || first.plan().steps().isEmpty()) {
            return Report.untouched(first);
        }
        Executor executor = new Executor(kinds, progress, stop);
        executor.giveUp(first.blindness().unseen(), first.held());
        executor.giveUp(Map.of(), rules.withheld());
        executor.giveUp(Map.of(), conflicts(first.plan()));
        List<Plan> rounds = new ArrayList<>();
        Outlook now = first;
        Plan open = rules.withheld().isEmpty() ? first.plan() : open(first.plan(), executor);
        while (true) {
            rounds.add(open);
            progress.planned(open);
            Session session = new Session(now.look().mark(), now.settled(), now.going(), now.look().memory());
            List<Change<?>> undone = executor.execute(open, session);
            if (!undone.isEmpty()) {
                return report(executor, rounds, Remainder.notDone(undone), now, true);
            }
            try {
                now = observe(looks.get());
            } catch (RuntimeException unseen) {
                return report(executor, rounds, List.of("not verified: " + unseen.getMessage()), now, false);
            }
            executor.giveUp(Map.of(), now.held());
            open = open(now.plan(), executor);
            List<String> remaining = now.blindness().notVerified(first.blindness());
            boolean over = open.isEmpty() || !now.plan().conflicts().isEmpty() || rounds.size() >= rules.rounds() || stop.getAsBoolean();
            if (over || !remaining.isEmpty()) {
                remaining.addAll(Remainder.notConverged(open));
                remaining.addAll(first.blindness().unnamed());
                return report(executor, rounds, remaining, now, !open.isEmpty() && stop.getAsBoolean());
            }
        }
    }

    private static Map<ResourceId, String> conflicts(Plan plan) {
        Map<ResourceId, String> conflicts = new HashMap<>();
        plan.conflicts().forEach(conflict -> conflicts.put(conflict.id(), conflict.reason()));
        return conflicts;
    }

    /** The plan without what this run has given up. */
    private static Plan open(Plan plan, Executor executor) {
        List<Step> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            List<Change<?>> changes = new ArrayList<>();
            for (Change<?> change : step.changes()) {
                if (executor.isOpen(change.id()) && !(change instanceof Change.Restore<?> restore && !executor.isOpen(restore.because()))) {
                    changes.add(change);
                }
            }
            if (!changes.isEmpty()) {
                steps.add(new Step(step.kind(), step.deleting(), changes));
            }
        }
        return new Plan(steps, plan.conflicts());
    }

    private static Report report(Executor executor, List<Plan> rounds, List<String> remaining, Outlook last, boolean stopped) {
        return new Report(rounds, executor.done(), executor.failures(), executor.blocked(), remaining, last.plan().conflicts(),
                last.settled(), stopped);
    }
}
