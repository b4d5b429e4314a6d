package topo.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import topo.api.Topology;
import topo.api.yaml.Problems;
import topo.store.StateFolder;

/** {@code topo destroy}: deletes what a topology owns, as recorded and marked; a file only says which topology is meant. */
final class DestroyCommand implements Command {
    private static final Option ALL = Option.flag("--all", "Destroy every remembered topology.");
    private static final Option ORPHANS = Option.flag("--orphans",
            "Delete what bears topo's mark and belongs to no remembered topology; \"topo get --orphans\" lists it.");
    private static final Option DRY_RUN = Option.flag("--dry-run", "Print the plan and change nothing.");

    private final World world;

    DestroyCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.DESTROY, "NAME|FILE...", 0, Integer.MAX_VALUE, false,
                List.of(ALL, ORPHANS, DRY_RUN, ApplyCommand.TIMEOUT, Option.output("text, json"), Sources.MAX_SIZE),
                List.of("Deletes what is recorded of the topology and bears its mark, whatever its file says by now. Of a FILE only the"
                        + " names of its topologies are taken. What has a \"/\" or ends in .yaml or .yml, and \"-\", is a file; all else"
                        + " is a name.",
                        "A name that is neither remembered nor found by its mark exits with 4."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public List<String> files(Arguments arguments) {
        return arguments.parameters().stream().filter(DestroyCommand::isFile).toList();
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        boolean all = arguments.has(ALL.name());
        long timeout = arguments.millis(ApplyCommand.TIMEOUT.name(), ApplyCommand.STANDARD_TIMEOUT);
        boolean orphans = arguments.has(ORPHANS.name());
        if (orphans && all || (all || orphans) != arguments.parameters().isEmpty()) {
            throw new UsageException(all || orphans ? "--all and --orphans go without names and each by itself"
                    : "topo destroy needs NAME|FILE..., --all or --orphans");
        }
        world.platform().waitForOthers(timeout / 2);
        world.platform().warmUp();
        Set<String> named = names(arguments);
        world.platform().requirePrivileges("topo destroy");
        String doing = "topo destroy " + (all ? ALL.name() : orphans ? ORPHANS.name() : String.join(" ", arguments.parameters()));
        boolean dryRun = arguments.has(DRY_RUN.name());
        List<Outcome> outcomes = new ArrayList<>();
        Exit exit = new Exclusive(world, timeout, !dryRun).during(doing, () -> {
            Registry registry = new Registry(world, !dryRun);
            if (orphans) {
                return sweep(registry, new OrphanSweep(world, json), dryRun, outcomes);
            }
            Set<String> names = all ? new LinkedHashSet<>(registry.names()) : named;
            return destroy(names, registry, new Execution(world, Manner.plain(json)), dryRun, outcomes);
        });
        if (json) {
            JsonOutput.outcomes(world.output().out(), outcomes);
        }
        return exit.code();
    }

    private Exit sweep(Registry registry, OrphanSweep sweep, boolean dryRun, List<Outcome> outcomes) {
        Orphans orphans = Orphans.find(world, registry);
        if (!orphans.warning().isEmpty()) {
            world.output().message(orphans.warning());
        }
        if (orphans.isEmpty()) {
            world.output().message("there are no orphans; there is nothing to delete");
        }
        outcomes.addAll(dryRun ? sweep.show(orphans) : sweep.run(orphans));
        boolean stopped = outcomes.size() < orphans.byOwner().size();
        return Outcome.exit(outcomes).and(stopped ? Exit.FAILED : Exit.DONE);
    }

    private Exit destroy(Set<String> names, Registry registry, Execution execution, boolean dryRun, List<Outcome> outcomes) {
        if (names.isEmpty()) {
            world.output().message("no topology is remembered; there is nothing to destroy");
        }
        List<String> known = registry.names();
        List<Target> targets = new ArrayList<>();
        List<Outcome> seen = new ArrayList<>();
        Exit exit = Exit.DONE;
        for (String name : names) {
            Optional<String> twin = known.contains(name) ? Optional.empty() : Claims.twinOf(name, known);
            if (twin.isPresent()) {
                world.output().message("topology " + name + " is not remembered, and its marks could not be told from those of topology "
                        + twin.get() + "; nothing of it was touched");
                exit = Exit.FAILED;
                continue;
            }
            Target target = registry.toBeDeleted(name);
            Outcome found = execution.look(List.of(target)).get(0);
            if (!target.record().exists() && found.outlook().isConverged()) {
                world.output().message(Unknown.topology(name, known));
                exit = Exit.FAILED;
            } else {
                if (target.recorded().all().isEmpty() && target.record().memory().known().isEmpty()) {
                    world.output().message("nothing is remembered of topology " + name + ": what bears its mark is deleted, and what bears none"
                            + " (sysctls and routes of the host itself) is left as it is");
                }
                if (!dryRun) {
                    // Whoever destroys it wants no earlier version back.
                    target.record().settle();
                }
                targets.add(target);
                seen.add(found);
            }
        }
        outcomes.addAll(dryRun ? execution.show(seen) : execution.run(targets, seen));
        return exit.and(Outcome.exit(outcomes));
    }

    private Set<String> names(Arguments arguments) {
        Set<String> names = new LinkedHashSet<>();
        List<String> files = files(arguments);
        for (String word : arguments.parameters()) {
            if (StateFolder.isLabel(word)) {
                names.add(word);
            } else if (!isFile(word)) {
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
