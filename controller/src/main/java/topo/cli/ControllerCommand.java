package topo.cli;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import topo.api.SurroundingsException;
import topo.api.yaml.Source;
import topo.api.yaml.TopologyReader;
import topo.controller.Controller;
import topo.controller.Daemon;
import topo.controller.Meter;
import topo.server.Metrics;
import topo.store.StateFolder;
import topo.trigger.Schedule;

/** {@code topo controller}: keeps all remembered topologies true until it is stopped. */
final class ControllerCommand implements Command {
    private static final Option RESYNC = Option.valued("--resync", "TIME|CRON",
            "When to look at everything without being asked, whatever kernel events tell: every so often, or at the times of a cron"
                    + " expression of Quartz (with seconds first), as \"0 */5 * * * ?\". If left out, every 30s, or more rarely where that"
                    + " would take more than two thousandths of a core.");
    private static final Option SOURCE = Option.valued("--source", "dir:FOLDER",
            "Apply the *.yaml and *.yml files of this folder, and again whenever one changes. May be given several times.");
    private static final Option PRUNE = Option.flag("--prune", "Destroy a topology whose file has gone from its folder.");
    private static final Option ALLOW_EMPTY = Option.flag("--allow-empty", "With --prune, also when nothing is left in the folder.");
    private static final Option METRICS = Option.valued("--metrics", "ADDRESS",
            "Serve /metrics for Prometheus and /healthz over HTTP there, as 127.0.0.1:9464 or [::1]:9464; nothing is served if left out.");
    private static final Option METRICS_OPEN = Option.flag("--metrics-open",
            "Take an address for --metrics that other machines reach, too; whoever reaches it may read it.");
    private static final String FOLDER = "dir:";
    private static final long STANDARD_RESYNC = 30_000;
    private static final long LEAST_RESYNC = 100;

    private final World world;

    ControllerCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.CONTROLLER, "", 0, 0, false,
                List.of(RESYNC, SOURCE, PRUNE, ALLOW_EMPTY, Sources.MAX_SIZE, METRICS, METRICS_OPEN),
                List.of("Runs in the foreground and logs to standard error. What differs from what was applied is put back, with the"
                        + " least that"
                        + " does it. SIGTERM and SIGINT end it after the step under way and leave everything as it is; SIGHUP makes it read"
                        + " everything again. A document's \"heal\" says whether differences are mended (enforce), only told (report), or"
                        + " not"
                        + " looked for (off).",
                        "A file that does not read changes nothing: the last good version of its topologies goes on, and their status"
                                + " says so. A"
                        + " file that is gone leaves its topologies in place unless --prune is given. One topology in two files is an"
                        + " error that"
                        + " names both.",
                        "While it runs, the other commands are carried out by it, over the socket topo.sock in /run/topo, which root and"
                        + " the group \"topo\" may use. They print and end just as they do alone; TOPO_SOCKET=none has one work alone."),
                List.of(Exit.DONE, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        Daemon.Settings settings = new Daemon.Settings(resync(arguments), folders(arguments), arguments.has(PRUNE.name()),
                arguments.has(ALLOW_EMPTY.name()), arguments.bytes(Sources.MAX_SIZE.name(), Source.MOST_BYTES));
        Optional<InetSocketAddress> address = MetricsAddress.of(arguments.text(METRICS.name(), ""), arguments.has(METRICS_OPEN.name()));
        world.platform().requirePrivileges("topo controller");
        Optional<Metrics> metrics = address.map(asked -> new Metrics());
        Logger log = LoggerFactory.getLogger("topo");
        StateFolder state = new StateFolder(world.places().state(), world.clock(), log::warn);
        Controller.Surroundings around = new Controller.Surroundings(world.places().run(), world.clock(), System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(), world.platform().listener(), log,
                metrics.map(Metrics::meter).orElse(Meter.NONE));
        Daemon daemon = new Daemon(settings, world.platform().tools(), state, new TopologyReader(world.platform().kinds()), around);
        daemon.accompany(() -> world.platform().serve(daemon, log::warn));
        metrics.ifPresent(asked -> daemon.accompany(() -> asked.start(address.get(), daemon.queue()::size)));
        Trials trials = new Trials(world, state);
        daemon.holdBack(trials);
        daemon.also(trials);
        world.platform().onSignals(daemon::stop, daemon::reload);
        try {
            daemon.run();
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

    private static List<Path> folders(Arguments arguments) {
        List<Path> folders = new ArrayList<>();
        for (String source : arguments.all(SOURCE.name())) {
            if (!source.startsWith(FOLDER)) {
                throw new UsageException("the option --source is dir:FOLDER; found \"" + source + "\"");
            }
            Path folder = Path.of(source.substring(FOLDER.length())).toAbsolutePath().normalize();
            if (!Files.isDirectory(folder)) {
                throw new SurroundingsException("read the source folder " + folder + ": ENOENT: No such folder");
            }
            if (!folders.contains(folder)) {
                folders.add(folder);
            }
        }
        return folders;
    }
}
