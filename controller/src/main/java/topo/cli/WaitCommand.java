package topo.cli;

import java.util.List;
import java.util.Optional;
import topo.controller.Condition;
import topo.controller.Sync;
import topo.controller.TopologyStatus;

/** {@code topo wait}: returns once a topology is as wanted. */
final class WaitCommand implements Command {
    private static final Option FOR = Option.valued("--for", "STATE",
            "synced: all is as wanted (if left out); ready: also, nothing fails, is contended or paused.");
    private static final Option TIMEOUT = Option.valued("--timeout", "TIME", "How long to wait; 30s if left out.");
    private static final long POLL_MILLIS = 50;
    /** Without a controller each look is topo's own, which costs more. */
    private static final long LOOK_MILLIS = 500;

    private final World world;

    WaitCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.WAIT, "NAME", 1, 1, false, List.of(FOR, TIMEOUT),
                List.of("Asks the running controller, or looks by itself where none runs. When the time is over it prints what is not as"
                        + " waited for and why, and exits with 1."),
                List.of(Exit.DONE, Exit.DIFFERENCES, Exit.SURROUNDINGS));
    }

    /** {@code why}: what is still missing; empty once there is nothing to wait for. */
    private record Answer(String why, long pauseMillis) {}

    @Override
    public int run(Arguments arguments) {
        String name = arguments.parameters().get(0);
        boolean ready = arguments.choice(FOR.name(), "synced", "ready").equals("ready");
        long timeout = arguments.millis(TIMEOUT.name(), ApplyCommand.STANDARD_TIMEOUT);
        long begun = System.nanoTime();
        while (true) {
            Answer answer = ask(name, ready);
            if (answer.why().isEmpty()) {
                return Exit.DONE.code();
            }
            long left = timeout - (System.nanoTime() - begun) / 1_000_000;
            if (left <= 0 || !sleep(Math.min(left, answer.pauseMillis()))) {
                world.output().message("topology " + name + ": " + answer.why());
                return Exit.DIFFERENCES.code();
            }
        }
    }

    private Answer ask(String name, boolean ready) {
        Watched watched = new Watched(world);
        if (watched.isRunning()) {
            return new Answer(watched.status(name).map(status -> missing(status, ready)).orElse("the controller has not looked at it yet"),
                    POLL_MILLIS);
        }
        Registry registry = new Registry(world, false);
        if (!registry.names().contains(name)) {
            return new Answer(Unknown.topology(name, registry.names()), LOOK_MILLIS);
        }
        Inspection seen = Inspection.of(name, registry, world);
        String message = seen.message().isEmpty() ? "" : ": " + seen.message();
        return new Answer(seen.sync().equals(Sync.SYNCED.word()) ? "" : seen.sync() + message,
                LOOK_MILLIS);
    }

    private static String missing(TopologyStatus status, boolean ready) {
        if (ready ? status.isReady() : status.sync() == Sync.SYNCED) {
            return "";
        }
        Optional<Condition> failing = status.conditions().stream()
                .filter(condition -> condition.type().equals(status.sync() == Sync.SYNCED ? "Healthy" : "Synced")).findFirst();
        String words = failing.map(condition -> condition.reason() + ": " + condition.message()).orElse("");
        StringBuilder why = new StringBuilder("sync " + status.sync().word() + ", health " + status.health().word() + " (" + words + ")");
        status.items().forEach(item -> why.append("\n  ").append(item.id()).append(": ").append(item.reason()).append(": ")
                .append(item.message()));
        return why.toString();
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
