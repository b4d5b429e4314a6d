package topo.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Topology;
import topo.api.yaml.Problems;
import topo.store.RunLock;
import topo.store.StateFolder;

/** {@code topo destroy}: deletes what a topology owns, as recorded and marked; a file only says which topology is meant. */
final class DestroyCommand implements Command {
    private static final Option ALL = Option.flag("--all", "Destroy every remembered topology.");

    private final World world;

    DestroyCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.DESTROY, "NAME|FILE...", 0, Integer.MAX_VALUE, false,
                List.of(ALL, ApplyCommand.TIMEOUT, Option.output("text, json"), Sources.MAX_SIZE),
                List.of("Deletes what is recorded of the topology and bears its mark, whatever its file says by now. Of a FILE only the"
                        + " names of its topologies are taken. What has a \"/\" or ends in .yaml or .yml, and \"-\", is a file; all else"
                        + " is a name.",
                        "A name that is neither remembered nor found by its mark exits with 4."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        boolean all = arguments.has(ALL.name());
        long timeout = arguments.millis(ApplyCommand.TIMEOUT.name(), ApplyCommand.STANDARD_TIMEOUT);
        if (all != arguments.parameters().isEmpty()) {
            throw new UsageException(all ? "--all goes without names" : "topo destroy needs NAME|FILE... or --all");
        }
        world.platform().warmUp();
        Set<String> named = names(arguments);
        world.platform().requirePrivileges("topo destroy");
        String doing = "topo destroy " + (all ? ALL.name() : String.join(" ", arguments.parameters()));
        List<Outcome> outcomes = new ArrayList<>();
        RunLock lock = RunLock.take(world.places().run(), doing, timeout, holder -> world.output().message("waiting for " + holder));
        Exit exit = lock.during(() -> {
            Registry registry = new Registry(world, true);
            return destroy(all ? new LinkedHashSet<>(registry.names()) : named, registry, new Execution(world, false, json), outcomes);
        });
        if (json) {
            JsonOutput.outcomes(world.output().out(), outcomes);
        }
        return exit.code();
    }

    private Exit destroy(Set<String> names, Registry registry, Execution execution, List<Outcome> outcomes) {
        if (names.isEmpty()) {
            world.output().message("no topology is remembered; there is nothing to destroy");
        }
        List<String> known = registry.names();
        List<Target> targets = new ArrayList<>();
        List<Outcome> seen = new ArrayList<>();
        Exit exit = Exit.DONE;
        for (String name : names) {
            Target target = registry.toBeDeleted(name);
            Outcome found = execution.look(List.of(target)).get(0);
            if (!target.record().exists() && found.outlook().isConverged()) {
                world.output().message(Unknown.topology(name, known));
                exit = Exit.FAILED;
            } else {
                targets.add(target);
                seen.add(found);
            }
        }
        outcomes.addAll(execution.run(targets, seen));
        return exit.and(Outcome.exit(outcomes));
    }

    private Set<String> names(Arguments arguments) {
        Set<String> names = new LinkedHashSet<>();
        List<String> files = new ArrayList<>();
        for (String word : arguments.parameters()) {
            if (isFile(word)) {
                files.add(word);
            } else if (StateFolder.isLabel(word)) {
                names.add(word);
            } else {
                throw new UsageException("\"" + Problems.printable(word, 80) + "\" is no name of a topology (a DNS label) and no file"
                        + " (which has a \"/\" or ends in .yaml)");
            }
        }
        if (!files.isEmpty()) {
            for (Topology topology : Sources.of(world, arguments).topologies(files, world.platform().kinds())) {
                names.add(topology.name());
            }
        }
        return names;
    }

    private static boolean isFile(String word) {
        return word.equals(Sources.STANDARD_INPUT) || word.indexOf('/') >= 0 || word.endsWith(".yaml") || word.endsWith(".yml");
    }
}
