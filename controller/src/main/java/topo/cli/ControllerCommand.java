package topo.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topo.api.yaml.TopologyReader;
import topo.controller.Controller;
import topo.controller.Daemon;
import topo.store.StateFolder;
import topo.trigger.Schedule;

/** {@code topo controller}: keeps all remembered topologies true until it is stopped. */
final class ControllerCommand implements Command {
    private static final Option RESYNC = Option.valued("--resync", "TIME|CRON",
            "When to look at everything without being asked, whatever kernel events tell: every so often, or at the times of a cron"
                    + " expression of Quartz (with seconds first), as \"0 */5 * * * ?\". If left out, every 30s, or more rarely where that"
                    + " would take more than two thousandths of a core.");
    private static final Option PRUNE = Option.flag("--prune", "Destroy a topology whose file has gone from its source.");
    private static final Option ALLOW_EMPTY = Option.flag("--allow-empty",
            "With --prune, also when nothing is left in the folder, or the folder of a repository is gone.");
    private static final long STANDARD_RESYNC = 30_000;
    private static final long LEAST_RESYNC = 100;

    private final World world;

    ControllerCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.CONTROLLER, "", 0, 0, false, options(),
                List.of("Runs in the foreground and logs to standard error. What differs from what was applied is put back, with the"
                        + " least that"
                        + " does it. SIGTERM and SIGINT end it after the step under way and leave everything as it is; SIGHUP makes it read"
                        + " everything again. A document's \"heal\" says whether differences are mended (enforce), only told (report), or"
                        + " not"
                        + " looked for (off).",
                        Feeds.PARAGRAPH,
                        "A file that does not read changes nothing: the last good version of its topologies goes on, and their status"
                                + " says so. A"
                        + " file that is gone leaves its topologies in place unless --prune is given. One topology in two files is an"
                        + " error that names both. What is applied by hand over what a source says stays until the source changes or"
                        + " topo sync is called."),
                List.of(Exit.DONE, Exit.SURROUNDINGS));
    }

    private static List<Option> options() {
        List<Option> all = new ArrayList<>(List.of(RESYNC));
        all.addAll(Feeds.OPTIONS);
        all.addAll(List.of(PRUNE, ALLOW_EMPTY, Sources.MAX_SIZE));
        return all;
    }

    @Override
    public int run(Arguments arguments) {
        Daemon.Settings settings = new Daemon.Settings(resync(arguments), new Feeds(world, arguments).open(), arguments.has(PRUNE.name()),
                arguments.has(ALLOW_EMPTY.name()));
        world.platform().requirePrivileges("topo controller");
        Logger log = LoggerFactory.getLogger("topo");
        StateFolder state = new StateFolder(world.places().state(), world.clock(), log::warn);
        Controller.Surroundings around = new Controller.Surroundings(world.places().run(), world.clock(), System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(), world.platform().listener(), log);
        Daemon daemon = new Daemon(settings, world.platform().tools(), state, new TopologyReader(world.platform().kinds()), around);
        Trials trials = new Trials(world, state);
        daemon.holdBack(trials);
        daemon.also(trials);
        world.platform().onSignals(daemon::stop, daemon::reload);
        try {
            daemon.run(world.platform().overseer(log::warn));
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        return Exit.DONE.code();
    }

    private static Schedule.Times resync(Arguments arguments) {
        String text = arguments.text(RESYNC.name(), "");
        if (text.isEmpty()) {
            return new Schedule.Times.AtMost(STANDARD_RESYNC);
        } else if (text.indexOf(' ') < 0) {
            long millis = arguments.millis(RESYNC.name(), STANDARD_RESYNC);
            if (millis < LEAST_RESYNC) {
                throw new UsageException("the option --resync is at least 100ms; found \"" + text + "\"");
            }
            return new Schedule.Times.Every(millis);
        }
        String problem = Schedule.cronProblem(text);
        if (problem != null) {
            throw new UsageException("the option --resync is a time such as 30s or a cron expression of Quartz; found \"" + text + "\": "
                    + problem);
        }
        return new Schedule.Times.Cron(text);
    }
}
