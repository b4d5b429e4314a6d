package topo.cli;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import topo.controller.SourceReport;
import topo.controller.SourceStatus;
import topo.store.StateFolder;

/** {@code topo sync}: has the controller look at its sources now, and waits until it has. */
final class SyncCommand implements Command {
    private static final Option TIMEOUT = Option.valued("--timeout", "TIME", "How long to wait for the answer; 2m if left out.");
    private static final long STANDARD_TIMEOUT = 120_000;

    private final World world;

    SyncCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.SYNC, "[NAME]", 0, 1, false, List.of(TIMEOUT, Option.output("text, json")),
                List.of("Looks at all sources, or at the one that this topology came from, and applies what they say, over what was applied"
                        + " by hand too. Prints each source with its version and how many topologies it declares; or what is wrong with a"
                        + " source or one of its files, and exits with 4. topo wait waits until all is as wanted.",
                        "\"-o json\" prints one document, also if something is wrong: {\"sources\": [...]}, each with \"address\" (as it"
                        + " was given to topo controller), \"revision\" (the id of the commit that was read last; null for a folder of"
                        + " this host, or before the first), \"topologies\" (the names of those that it declares), \"state\" (Ready;"
                        + " Refused, if something in its files is wrong and the last good version goes on; or Failed, if it could not be"
                        + " read) and \"error\" (null or why)."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        String name = arguments.parameters().isEmpty() ? "" : arguments.parameters().get(0);
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        long timeout = arguments.millis(TIMEOUT.name(), STANDARD_TIMEOUT);
        world.platform().requirePrivileges("topo sync");
        if (!controllerRuns()) {
            world.output().message("no controller runs; \"topo controller --source ...\" starts one");
            return Exit.SURROUNDINGS.code();
        }
        StateFolder folder = new StateFolder(world.places().state(), world.clock(), world.output()::message);
        if (!name.isEmpty() && !PauseCommand.isKnown(name, folder, world)) {
            return Exit.FAILED.code();
        }
        Optional<SourceReport> report = world.platform().sync(world.places().run(), name, timeout);
        if (report.isEmpty()) {
            world.output().message(controllerRuns() ? "the sources were not read within " + timeout / 1000
                    + " s; it goes on (topo events tells more)" : "the controller has ended");
            return Exit.SURROUNDINGS.code();
        }
        return tell(report.get(), json).code();
    }

    private boolean controllerRuns() {
        return world.platform().controllerRuns(world.places().run());
    }

    private Exit tell(SourceReport report, boolean json) {
        if (!report.refusal().isEmpty()) {
            world.output().message(report.refusal());
            return Exit.FAILED;
        }
        if (json) {
            JsonOutput.sources(world.output().out(), report.sources());
        }
        Set<String> problems = new LinkedHashSet<>();
        report.sources().forEach(source -> problems.addAll(source.problems()));
        problems.forEach(world.output()::message);
        if (problems.isEmpty() && !json) {
            report.sources().forEach(source -> world.output().line(line(source)));
        }
        return problems.isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private static String line(SourceStatus source) {
        int count = source.topologies().size();
        return source.address() + ": " + (source.revision().isEmpty() ? "" : source.revision() + ", ") + count
                + (count == 1 ? " topology" : " topologies");
    }
}
