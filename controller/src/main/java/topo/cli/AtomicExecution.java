package topo.cli;

import java.util.ArrayList;
import java.util.List;
import topo.api.Plan;
import topo.engine.Report;

/**
 * Carries out targets so that in the end all are as wanted or all are as they were: the first failure, conflict or request to stop ends it
 * and takes back what was done, the last target first. Taking back is not stopped by anything.
 */
final class AtomicExecution {
    private final World world;
    private final Execution execution;
    private final List<Target> targets;
    private final List<Outcome> seen;

    /** {@code seen}: what the execution's look saw of each target; without conflicts. */
    AtomicExecution(World world, Execution execution, List<Target> targets, List<Outcome> seen) {
        this.world = world;
        this.execution = execution;
        this.targets = targets;
        this.seen = seen;
    }

    List<Outcome> run() {
        if (seen.stream().anyMatch(outcome -> !outcome.outlook().blindness().isEmpty())) {
            seen.forEach(outcome -> execution.tellUnseen(outcome.outlook()));
            world.output().message("nothing was changed: what is not seen could not be put back; apply without --atomic for the rest");
            return seen;
        }
        List<Undo> undos = new ArrayList<>();
        try {
            for (int i = 0; i < targets.size(); i++) {
                undos.add(Undo.of(world.platform().machine().registered(), targets.get(i), seen.get(i).outlook()));
            }
            List<Outcome> refused = refused(undos);
            return refused.isEmpty() ? run(undos) : refused;
        } finally {
            undos.forEach(Undo::close);
        }
    }

    /** The outcomes of all if something could not be undone; nothing was touched then. */
    private List<Outcome> refused(List<Undo> undos) {
        List<Outcome> outcomes = new ArrayList<>();
        boolean any = false;
        for (int i = 0; i < targets.size(); i++) {
            List<Plan.Conflict> obstacles = undos.get(i).obstacles(seen.get(i).plan());
            for (Plan.Conflict obstacle : obstacles) {
                world.output().message(obstacle.id() + ": " + obstacle.reason() + "; apply without --atomic once");
            }
            any |= !obstacles.isEmpty();
            outcomes.add(seen.get(i).and(Outcome.planned(targets.get(i).name(), new Plan(List.of(), obstacles))));
        }
        if (any) {
            world.output().message("nothing was changed");
        }
        return any ? outcomes : List.of();
    }

    private List<Outcome> run(List<Undo> undos) {
        execution.begin();
        List<Outcome> outcomes = new ArrayList<>();
        int begun = 0;
        try {
            for (int i = 0; i < targets.size(); i++) {
                begun++;
                undos.get(i).keep(seen.get(i).plan());
                outcomes.add(execution.one(targets, seen, i));
                if (!outcomes.get(i).report().converged()) {
                    return takeBack(undos, outcomes, cause(outcomes.get(i)));
                }
            }
            for (int i = 0; i < targets.size(); i++) {
                execution.note(targets.get(i), Execution.isNoted(targets.get(i), outcomes.get(i).plan()), true);
            }
            return outcomes;
        } catch (RuntimeException broken) {
            String cause = broken.getMessage() == null ? broken.toString() : broken.getMessage();
            for (int i = outcomes.size(); i < begun; i++) {
                outcomes.add(seen.get(i));
            }
            takeBack(undos, outcomes, cause);
            throw broken;
        }
    }

    /** Takes back as many as there are outcomes; the outcomes of all. */
    private List<Outcome> takeBack(List<Undo> undos, List<Outcome> outcomes, String cause) {
        boolean complete = true;
        for (int i = outcomes.size() - 1; i >= 0; i--) {
            String name = targets.get(i).name();
            world.output().message("topology " + name + ": taking back what was done");
            Report report = undos.get(i).restore(execution.narrator());
            tell(name, report);
            complete &= report.converged();
            outcomes.set(i, outcomes.get(i).then(Aftermath.restored(report, cause)));
        }
        for (int i = outcomes.size(); i < targets.size(); i++) {
            outcomes.add(seen.get(i));
        }
        world.output().message("not applied, because of: " + cause + "\n"
                + (complete ? "all is back as it was before, as another look shows" : "not all is back as it was before"));
        return outcomes;
    }

    private void tell(String name, Report report) {
        String tally = Tally.of(report);
        if (report.converged()) {
            world.output().message("topology " + name + ": is as it was before" + (tally.isEmpty() ? "" : ": " + tally));
        } else {
            report.remaining().forEach(world.output()::message);
            world.output().message("topology " + name + ": is NOT as it was before" + (tally.isEmpty() ? "" : ": " + tally));
        }
    }

    /** The first failure in the kernel's words, or what else keeps it from being as wanted. */
    private static String cause(Outcome outcome) {
        Report report = outcome.report();
        if (!report.failures().isEmpty()) {
            var first = report.failures().entrySet().iterator().next();
            return Narrator.named(first.getKey(), first.getValue());
        } else if (!report.conflicts().isEmpty()) {
            Plan.Conflict first = report.conflicts().get(0);
            return first.id() + ": " + first.reason();
        } else if (report.stopped()) {
            return "a request to stop";
        }
        return report.remaining().isEmpty() ? "not all is as wanted" : report.remaining().get(0);
    }
}
