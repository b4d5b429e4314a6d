package topo.cli;

import java.util.List;
import topo.api.Topology;
import topo.store.RunLock;

/** {@code topo apply}: makes the host be as the documents say. */
final class ApplyCommand implements Command {
    static final Option TIMEOUT = Option.valued("--timeout", "TIME", "How long to wait for another topo to end; 30s if left out.");
    static final long STANDARD_TIMEOUT = 30_000;

    private static final Option DRY_RUN = Option.flag("--dry-run", "Print the plan and change nothing.");
    private static final Option ADOPT = Option.flag("--adopt",
            "Take over existing things of the same name that no topology owns, instead of refusing to touch them.");

    private final World world;

    ApplyCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.APPLY, "FILE|DIR|-...", 1, Integer.MAX_VALUE, false,
                List.of(DRY_RUN, ADOPT, TIMEOUT, Option.output("text, json"), Sources.MAX_SIZE),
                List.of("What is declared and missing is created, what differs is changed, what an earlier version of the topology declared"
                        + " and this one does not is deleted. Prints each change as it is made and looks again at the end. A second apply"
                        + " changes nothing.", Sources.PARAGRAPH),
                List.of(Exit.DONE, Exit.CONFLICT, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        boolean dryRun = arguments.has(DRY_RUN.name());
        long timeout = arguments.millis(TIMEOUT.name(), STANDARD_TIMEOUT);
        world.platform().waitForOthers(timeout / 2);
        world.platform().warmUp();
        List<Topology> topologies = Sources.of(world, arguments).topologies(arguments.parameters(), world.platform().kinds());
        Execution execution = new Execution(world, arguments.has(ADOPT.name()), json);
        List<Outcome> outcomes;
        if (dryRun) {
            outcomes = dryRun(topologies, execution);
        } else {
            world.platform().requirePrivileges("topo apply");
            String doing = "topo apply " + String.join(" ", arguments.parameters());
            RunLock lock = RunLock.take(world.places().run(), doing, timeout, this::waiting);
            outcomes = lock.during(() -> apply(topologies, execution));
        }
        if (json) {
            JsonOutput.outcomes(world.output().out(), outcomes);
        }
        return Outcome.exit(outcomes).code();
    }

    private List<Outcome> dryRun(List<Topology> topologies, Execution execution) {
        Registry registry = new Registry(world, false);
        List<Outcome> clashing = new Claims(registry).clashes(topologies);
        if (!clashing.isEmpty()) {
            execution.tellConflicts(clashing);
            return clashing;
        }
        List<Target> targets = registry.toBeMade(topologies);
        return execution.show(execution.look(targets));
    }

    private List<Outcome> apply(List<Topology> topologies, Execution execution) {
        Registry registry = new Registry(world, true);
        List<Outcome> clashing = new Claims(registry).clashes(topologies);
        if (clashing.isEmpty()) {
            List<Target> targets = registry.toBeMade(topologies);
            List<Outcome> seen = execution.look(targets);
            if (Outcome.exit(seen) != Exit.CONFLICT) {
                return execution.run(targets, seen);
            }
            clashing = seen;
        }
        execution.tellConflicts(clashing);
        world.output().message("nothing was changed");
        return clashing;
    }

    private void waiting(String holder) {
        world.output().message("waiting for " + holder);
    }
}
