package topo.cli;

import java.util.ArrayList;
import java.util.List;
import topo.api.Topology;

/** {@code topo diff}: the plan of an apply, and nothing else. */
final class DiffCommand implements Command {
    private final World world;

    DiffCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.DIFF, "FILE|DIR|-...", 1, Integer.MAX_VALUE, false, List.of(Option.output("text, json"), Sources.MAX_SIZE),
                List.of("Prints what an apply would do now, in its order, and exits with 1 if that is anything. A conflict is a"
                        + " difference. What could not be seen is named, and exits with 4.",
                        Sources.PARAGRAPH),
                List.of(Exit.DONE, Exit.DIFFERENCES, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public List<String> files(Arguments arguments) {
        return arguments.parameters();
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        world.platform().warmUp();
        List<Topology> topologies = Sources.of(world, arguments).topologies(arguments.parameters(), world.platform().kinds());
        Registry registry = new Registry(world, false);
        Execution execution = new Execution(world, Manner.plain(json));
        List<Outcome> clashes = new Claims(registry).clashes(topologies);
        List<Outcome> seen = new ArrayList<>();
        for (Outcome outcome : execution.look(registry.toBeMade(topologies))) {
            seen.add(clashes.isEmpty() ? outcome : outcome.and(clashes.get(seen.size())));
        }
        execution.show(seen);
        if (json) {
            JsonOutput.outcomes(world.output().out(), seen);
        }
        Exit exit = Exit.DONE;
        for (Outcome outcome : seen) {
            exit = exit.and(outcome.plan().isEmpty() ? Exit.DONE : Exit.DIFFERENCES);
            exit = exit.and(outcome.outlook().blindness().isEmpty() ? Exit.DONE : Exit.FAILED);
        }
        if (exit == Exit.FAILED) {
            // What was refused is refused for want of privileges as a rule; looking needs none that changing does not need.
            world.platform().requirePrivileges("topo diff");
        }
        return exit.code();
    }
}
