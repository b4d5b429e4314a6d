package topo.cli;

import java.util.List;
import java.util.Optional;
import topo.api.Topology;
import topo.store.Applied;
import topo.store.Pending;
import topo.store.TopologyRecord;

/** {@code topo rollback}: applies an earlier version again. */
final class RollbackCommand implements Command {
    private static final Option TO = Option.valued("--to", "N", "The version to return to, as \"topo history\" lists them.");

    private final World world;

    RollbackCommand(World world) {
        this.world = world;
    }

    /** What to return to, as a command of the history. */
    private record Goal(Pending.Back back, String origin) {}

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.ROLLBACK, "NAME", 1, 1, false,
                List.of(TO, ApplyCommand.DRY_RUN, ApplyCommand.TIMEOUT, Option.output("text, json")),
                List.of("Applies the text of an earlier version: the newest one that converged and differs from the present one, or that of --to."
                        + " Each change is printed as it is made, and a look at the end verifies all; it becomes a new version of the history.",
                        "Where an apply waits for \"topo confirm\", it returns to the version before that apply at once; a topology that was new"
                        + " then is destroyed."),
                List.of(Exit.DONE, Exit.CONFLICT, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        long timeout = arguments.millis(ApplyCommand.TIMEOUT.name(), ApplyCommand.STANDARD_TIMEOUT);
        int to = arguments.has(TO.name()) ? arguments.number(TO.name()) : 0;
        String name = arguments.parameters().get(0);
        world.platform().warmUp();
        if (arguments.has(ApplyCommand.DRY_RUN.name())) {
            return finish(roll(name, to, json, true), json);
        }
        world.platform().requirePrivileges("topo rollback");
        return finish(new Exclusive(world, timeout).during("topo rollback " + name, () -> roll(name, to, json, false)), json);
    }

    private int finish(Optional<List<Outcome>> outcomes, boolean json) {
        if (json) {
            JsonOutput.outcomes(world.output().out(), outcomes.orElse(List.of()));
        }
        return outcomes.map(Outcome::exit).orElse(Exit.FAILED).code();
    }

    /** Empty if there is nothing to return to, which is told. */
    private Optional<List<Outcome>> roll(String name, int to, boolean json, boolean dryRun) {
        Registry registry = new Registry(world, !dryRun);
        Optional<TopologyRecord> record = registry.known(name);
        if (record.isEmpty()) {
            world.output().message(Unknown.topology(name, registry.names()));
            return Optional.empty();
        }
        Optional<Goal> goal = goal(record.get(), to);
        return goal.map(found -> roll(registry, record.get(), found, new Execution(world, Manner.plain(json).by(found.origin())), dryRun));
    }

    private List<Outcome> roll(Registry registry, TopologyRecord record, Goal goal, Execution execution, boolean dryRun) {
        String name = record.name();
        execution.line("topology " + name + (dryRun ? " would be " : " is ") + Reversal.participle(goal.back()) + ":");
        List<Target> targets;
        if (goal.back().isNothing()) {
            targets = List.of(registry.toBeDeleted(name));
        } else {
            List<Topology> before = List.of(registry.read("version " + goal.back().number() + " of topology " + name, goal.back().text()));
            List<Outcome> clashing = new Claims(registry).clashes(before);
            if (!clashing.isEmpty()) {
                return refuse(execution, clashing);
            }
            targets = registry.toBeMade(before);
        }
        List<Outcome> seen = execution.look(targets);
        if (dryRun) {
            return execution.show(seen);
        } else if (Outcome.exit(seen) == Exit.CONFLICT) {
            return refuse(execution, seen);
        }
        List<Outcome> outcomes = execution.run(targets, seen);
        if (Outcome.exit(outcomes) == Exit.DONE) {
            // Else what waits for its time tries again then.
            record.settle();
        }
        return outcomes;
    }

    private List<Outcome> refuse(Execution execution, List<Outcome> conflicts) {
        execution.tellConflicts(conflicts);
        world.output().message("nothing was changed");
        return conflicts;
    }

    private Optional<Goal> goal(TopologyRecord record, int to) {
        Optional<Pending> pending = record.pending();
        if (to == 0 && pending.isPresent()) {
            Pending.Back back = pending.get().back();
            return Optional.of(new Goal(back, "rollback" + (back.isNothing() ? "" : " to " + back.number())));
        }
        List<Applied> all = record.history();
        Optional<Applied> version = to == 0 ? Versions.before(all) : Versions.of(to, all);
        if (version.isEmpty()) {
            world.output().message(to != 0 ? Versions.unknown(record.name(), to, all) : "topology " + record.name()
                    + ": no earlier version converged; \"topo history " + record.name() + "\" lists all, --to takes any");
        }
        return version.map(one -> new Goal(new Pending.Back(one.number(), one.text()), "rollback to " + one.number()));
    }
}
