package topo.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import topo.api.Plan;
import topo.engine.Outlook;
import topo.engine.Pass;
import topo.engine.PlanText;
import topo.engine.Report;
import topo.store.Meta;
import topo.store.TopologyRecord;

/**
 * Looks at targets and makes them so, one after the other, and tells it. The record of a target is written before its first change, so
 * that whatever is made can be found again.
 */
final class Execution {
    private final World world;
    private final Manner manner;
    private final PrintStream lines;
    private BooleanSupplier stop = () -> false;

    Execution(World world, Manner manner) {
        this.world = world;
        this.manner = manner;
        this.lines = manner.json() ? world.output().err() : world.output().out();
    }

    /** Looks at all of them; changes nothing. */
    List<Outcome> look(List<Target> targets) {
        Pass pass = pass();
        List<Outcome> seen = new ArrayList<>();
        for (Target target : targets) {
            seen.add(Outcome.seen(target.name(), pass.observe(target.look())));
        }
        return seen;
    }

    /** Prints what would be done, and conflicts to the messages. */
    List<Outcome> show(List<Outcome> seen) {
        for (Outcome outcome : seen) {
            if (!manner.json()) {
                heading(outcome.topology(), seen.size());
                world.output().lines(lines(outcome));
            }
            tellUnseen(outcome.outlook());
        }
        tellConflicts(seen);
        return seen;
    }

    private List<String> lines(Outcome outcome) {
        boolean blind = outcome.outlook() != null && !outcome.outlook().blindness().isEmpty();
        return blind && outcome.plan().isEmpty() ? List.of("No changes in what could be seen.")
                : new PlanText(outcome.plan(), world.output().colour()).lines();
    }

    /** What was not seen, a line each, and what stays as it is because of that. */
    void tellUnseen(Outlook outlook) {
        if (outlook != null && !outlook.blindness().isEmpty()) {
            outlook.blindness().lines().forEach(world.output()::message);
            outlook.held().forEach((id, reason) -> world.output().message(id + ": " + reason));
        }
    }

    void tellConflicts(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            new PlanText(outcome.plan(), false).conflicts().forEach(world.output()::message);
        }
    }

    /** {@code seen}: what {@link #look} saw of each target; without conflicts. */
    List<Outcome> run(List<Target> targets, List<Outcome> seen) {
        begin();
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            outcomes.add(one(targets, seen, i));
        }
        return outcomes;
    }

    /** To be called before the first change. */
    void begin() {
        stop = world.platform().keepSignals();
    }

    /** Carries out the target of this number, the ones before being done. */
    Outcome one(List<Target> targets, List<Outcome> seen, int number) {
        Target target = targets.get(number);
        heading(target.name(), targets.size());
        if (stop.getAsBoolean()) {
            world.output().message("topology " + target.name() + ": not done");
            return seen.get(number).done(stopped(seen.get(number).outlook()));
        }
        // What was done for the ones before may have changed what this one finds.
        Outcome found = number == 0 ? seen.get(0) : Outcome.seen(target.name(), pass().observe(target.look()));
        Outcome outcome = found.done(run(target, found.outlook()));
        close(target, outcome);
        world.platform().carriedOut(target.name(), target.isDeletion(), outcome.report());
        return outcome;
    }

    private static Report stopped(Outlook outlook) {
        return new Report(List.of(), List.of(), Map.of(), Map.of(), List.of(), List.of(), outlook.settled(), true);
    }

    private Report run(Target target, Outlook outlook) {
        TopologyRecord record = target.record();
        if (!outlook.plan().conflicts().isEmpty()) {
            return pass().run(outlook, target::look);
        }
        boolean noted = isNoted(target, outlook.plan());
        if (!noted && !target.isDeletion()) {
            if (record.isFresh() && isMarked(outlook)) {
                record.noteLoss();
            }
            record.begin(target.source());
        } else if (!noted) {
            record.beginRemoval();
        }
        tellUnseen(outlook);
        Report report = pass().run(outlook, target::lookAgain);
        if (!manner.atomic()) {
            note(target, noted, report.converged());
        }
        return report;
    }

    /** Whether nothing is to be done and the record says so already, so that it need not be written. */
    static boolean isNoted(Target target, Plan plan) {
        return target.isDeletion() ? plan.isEmpty() : plan.isEmpty() && isRemembered(target);
    }

    /** Notes in the record how it ended. */
    void note(Target target, boolean noted, boolean converged) {
        if (converged) {
            world.platform().machine().settled(target.name());
        }
        if (target.isDeletion() && converged) {
            target.record().remove();
        } else if (!noted && target.record().exists()) {
            target.record().end(converged, manner.origin());
        }
    }

    /** Whether something bears the topology's mark already; a sysctl bears none and is always taken for its own. */
    private static boolean isMarked(Outlook outlook) {
        return outlook.observed().entrySet().stream().anyMatch(seen -> seen.getValue().isOurs() && !seen.getKey().kind().equals("sysctl"));
    }

    /** Whether the record says already that just this was applied and converged, so that it need not be written. */
    private static boolean isRemembered(Target target) {
        TopologyRecord record = target.record();
        return record.wanted().map(TopologyRecord.Version::text).filter(target.source()::equals).isPresent()
                && record.meta().map(Meta::result).filter(Meta.CONVERGED::equals).isPresent() && record.isWhole() && record.previous().isEmpty();
    }

    private void close(Target target, Outcome outcome) {
        Report report = outcome.report();
        Output output = world.output();
        String tally = Tally.of(report);
        if (report.converged() && target.isDeletion()) {
            lines.append("Destroyed topology " + target.name() + ": " + (tally.isEmpty() ? "nothing was left" : tally) + ".\n");
        } else if (report.converged()) {
            lines.append(tally.isEmpty() ? "No changes.\n" : "Applied topology " + target.name() + ": " + tally + ".\n");
        } else if (!outcome.plan().conflicts().isEmpty()) {
            tellConflicts(List.of(outcome));
        } else {
            List<String> remaining = new ArrayList<>(report.remaining());
            remaining.removeAll(outcome.outlook().blindness().lines());
            Remaining.lines(remaining).forEach(output::message);
            int left = report.remaining().size();
            String rest = left == 0 ? "" : ", " + left + (report.stopped() ? " not done" : " not as wanted");
            output.message("topology " + target.name() + ": " + (tally.isEmpty() ? "nothing done" : tally) + rest);
        }
        lines.flush();
    }

    private void heading(String topology, int topologies) {
        if (topologies > 1) {
            lines.append("topology ").append(topology).append(":\n");
        }
    }

    Narrator narrator() {
        return new Narrator(lines, world.output());
    }

    /** For what is told as results are. */
    void line(String text) {
        lines.append(text).append('\n').flush();
    }

    private Pass pass() {
        Narrator narrator = narrator();
        BooleanSupplier end = manner.atomic() ? () -> narrator.hasFailed() || stop.getAsBoolean() : stop;
        return new Pass(world.platform().machine().registered(), manner.adopt(), narrator, end);
    }
}
