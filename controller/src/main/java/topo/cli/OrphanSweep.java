package topo.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Memory;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Trace;
import topo.engine.Pass;
import topo.engine.PlanText;
import topo.engine.Report;

/**
 * Deletes orphans the way in which a topology is destroyed: for each owner, known by name or by hash, a pass that wants nothing, in every
 * namespace where a trace of it was found. So only what a kind takes for that owner's own is deleted.
 */
final class OrphanSweep {
    private final World world;
    private final boolean json;
    private final PrintStream lines;

    /** {@code json}: what is told goes to the messages, as the result has standard output for itself. */
    OrphanSweep(World world, boolean json) {
        this.world = world;
        this.json = json;
        this.lines = json ? world.output().err() : world.output().out();
    }

    /** Prints what would be done. */
    List<Outcome> show(Orphans orphans) {
        List<Outcome> outcomes = new ArrayList<>();
        orphans.byOwner().forEach((owner, traces) -> {
            Outcome outcome = Outcome.seen(owner.title(), pass(() -> false).observe(look(owner, traces)));
            if (!json) {
                heading(owner);
                world.output().lines(new PlanText(outcome.plan(), world.output().colour()).lines());
            }
            outcomes.add(outcome);
        });
        return outcomes;
    }

    /** Deletes them and tells each. */
    List<Outcome> run(Orphans orphans) {
        BooleanSupplier stop = world.platform().keepSignals();
        List<Outcome> outcomes = new ArrayList<>();
        for (Map.Entry<Mark, List<Trace>> one : orphans.byOwner().entrySet()) {
            if (stop.getAsBoolean()) {
                world.output().message("orphans of topology " + one.getKey().title() + ": not done");
                continue;
            }
            heading(one.getKey());
            Pass pass = pass(stop);
            Outcome seen = Outcome.seen(one.getKey().title(), pass.observe(look(one.getKey(), one.getValue())));
            Outcome outcome = seen.done(pass.run(seen.outlook(), () -> look(one.getKey(), one.getValue())));
            close(outcome);
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private void close(Outcome outcome) {
        Report report = outcome.report();
        String tally = Tally.of(report);
        report.remaining().forEach(world.output()::message);
        String end = report.converged() ? "" : ", " + report.remaining().size() + (report.stopped() ? " not done" : " still there");
        lines.append("Orphans of topology " + outcome.topology() + ": " + (tally.isEmpty() ? "nothing was left" : tally) + end + ".\n");
        lines.flush();
    }

    private void heading(Mark owner) {
        lines.append("orphans of topology " + owner.title() + ":\n");
    }

    /** Kinds that take only what is recorded for their own find that recorded. */
    private static Look look(Mark owner, List<Trace> traces) {
        List<Resource> recorded = new ArrayList<>();
        if (owner.equals(Mark.UNKNOWN)) {
            traces.forEach(trace -> trace.resource().ifPresent(recorded::add));
        }
        Look look = new Look(owner, Resources.NONE, new Resources(recorded), new NoMemory());
        traces.forEach(trace -> look.alsoIn(trace.id().netns()));
        return look;
    }

    private Pass pass(BooleanSupplier stop) {
        return new Pass(world.platform().machine().registered(), false, new Narrator(lines, world.output()), stop);
    }

    /** Nothing is remembered of an orphan, and nothing need be. */
    private static final class NoMemory implements Memory {
        @Override
        public Optional<String> recall(ResourceId id) {
            return Optional.empty();
        }

        @Override
        public void remember(ResourceId id, String value) {
            throw new IllegalStateException("nothing is changed of an orphan: " + id);
        }

        @Override
        public void forget(ResourceId id) {
            // there is nothing to forget
        }
    }
}
