package topo.cli;

import java.util.List;
import topo.api.SurroundingsException;
import topo.api.Topology;
import topo.store.Applied;

/** {@code topo apply}: makes the host be as the documents say. */
final class ApplyCommand implements Command {
    static final Option TIMEOUT = Option.valued("--timeout", "TIME", "How long to wait for another topo to end; 30s if left out.");
    static final long STANDARD_TIMEOUT = 30_000;

    static final Option DRY_RUN = Option.flag("--dry-run", "Print the plan and change nothing.");
    private static final Option ADOPT = Option.flag("--adopt",
            "Take over existing things of the same name that no topology owns, instead of refusing to touch them.");
    private static final Option ATOMIC = Option.flag("--atomic", "All or nothing: if anything fails, bring back what was there before.");
    private static final Option CONFIRM = Option.valued("--confirm", "TIME",
            "Roll back after this time (60s, 10m) unless \"topo confirm NAME\" comes before.");

    private final World world;

    ApplyCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.APPLY, "FILE|DIR|-...", 1, Integer.MAX_VALUE, false,
                List.of(DRY_RUN, ATOMIC, CONFIRM, ADOPT, TIMEOUT, Option.output("text, json"), Sources.MAX_SIZE),
                List.of("What is declared and missing is created, what differs is changed, what an earlier version of the topology declared"
                        + " and this one does not is deleted. Prints each change as it is made and looks again at the end. A second apply"
                        + " changes nothing.",
                        "With --atomic a failure, a conflict that shows late, or a request to stop (SIGINT, SIGTERM) takes back all that the"
                        + " command did, for every topology of it, and verifies that by another look. A namespace that was deleted comes"
                        + " back with all that is in it; what others hung on a link that had to be deleted does not.",
                        "With --confirm the version before comes back, or what is new is destroyed, also if this process or its terminal dies"
                        + " meanwhile.",
                        Sources.PARAGRAPH),
                List.of(Exit.DONE, Exit.CONFLICT, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public List<String> files(Arguments arguments) {
        return arguments.parameters();
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        boolean dryRun = arguments.has(DRY_RUN.name());
        long timeout = arguments.millis(TIMEOUT.name(), STANDARD_TIMEOUT);
        boolean atomic = arguments.has(ATOMIC.name());
        long confirm = arguments.millis(CONFIRM.name(), 0);
        check(arguments, confirm);
        world.platform().waitForOthers(timeout / 2);
        world.platform().warmUp();
        List<Topology> topologies = Sources.of(world, arguments).topologies(arguments.parameters(), world.platform().kinds());
        Execution execution = new Execution(world, new Manner(arguments.has(ADOPT.name()), json, atomic, Applied.APPLY));
        List<Outcome> outcomes;
        if (dryRun) {
            outcomes = dryRun(topologies, execution);
        } else {
            world.platform().requirePrivileges("topo apply");
            String doing = "topo apply " + String.join(" ", arguments.parameters());
            outcomes = new Exclusive(world, timeout).during(doing, () -> apply(topologies, execution, atomic, confirm));
        }
        if (json) {
            JsonOutput.outcomes(world.output().out(), outcomes);
        }
        return Outcome.exit(outcomes).code();
    }

    private static void check(Arguments arguments, long confirm) {
        boolean trial = arguments.has(CONFIRM.name());
        if (trial && confirm == 0) {
            throw new UsageException("the option --confirm needs a time above 0");
        } else if (trial && arguments.has(DRY_RUN.name())) {
            throw new UsageException("--confirm goes without --dry-run, which changes nothing that could be confirmed");
        } else if (arguments.has(ADOPT.name()) && (trial || arguments.has(ATOMIC.name()))) {
            throw new UsageException("--adopt goes without " + (trial ? CONFIRM.name() : ATOMIC.name())
                    + ": what was taken over could not be given back; take it over by an apply of its own first");
        }
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

    private List<Outcome> apply(List<Topology> topologies, Execution execution, boolean atomic, long confirm) {
        Registry registry = new Registry(world, true);
        refusePending(topologies, registry);
        List<Outcome> clashing = new Claims(registry).clashes(topologies);
        if (clashing.isEmpty()) {
            List<Target> targets = registry.toBeMade(topologies);
            List<Outcome> seen = execution.look(targets);
            if (Outcome.exit(seen) != Exit.CONFLICT) {
                return confirm == 0 ? run(targets, seen, execution, atomic) : tryOut(targets, seen, execution, atomic, confirm);
            }
            clashing = seen;
        }
        execution.tellConflicts(clashing);
        world.output().message("nothing was changed");
        return clashing;
    }

    private List<Outcome> run(List<Target> targets, List<Outcome> seen, Execution execution, boolean atomic) {
        return atomic ? new AtomicExecution(world, execution, targets, seen).run() : execution.run(targets, seen);
    }

    private List<Outcome> tryOut(List<Target> targets, List<Outcome> seen, Execution execution, boolean atomic, long confirm) {
        Trial trial = new Trial(world, confirm);
        trial.begin(targets, seen);
        return trial.end(run(targets, seen, execution, atomic));
    }

    private void refusePending(List<Topology> topologies, Registry registry) {
        for (Topology topology : topologies) {
            registry.record(topology.name()).pending().ifPresent(pending -> {
                throw new SurroundingsException("topology " + topology.name() + " waits to be confirmed until "
                        + Inspection.time(pending.shown()) + ": \"topo confirm " + topology.name() + "\" keeps what is there, by \"topo rollback "
                        + topology.name() + "\" it is " + Reversal.participle(pending.back()) + "; then apply. Nothing was changed");
            });
        }
    }
}
