package topo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import topo.store.Pause;
import topo.store.RunLock;
import topo.store.StateFolder;

/** {@code topo pause}: notes that a topology is to be left alone. */
final class PauseCommand implements Command {
    private static final Option FOR = Option.valued("--for", "TIME", "Until this time is over, as 10m or 2h; else until topo resume.");

    private final World world;

    PauseCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.PAUSE, "NAME", 1, 1, false, List.of(FOR, ApplyCommand.TIMEOUT),
                List.of("The controller goes on looking at the topology and tells what differs, and changes nothing of it. That outlives"
                        + " the"
                        + " controller and the machine's next start. topo apply and topo destroy work as ever."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        String name = arguments.parameters().get(0);
        long seconds = arguments.seconds(FOR.name(), 0);
        world.platform().requirePrivileges("topo pause");
        StateFolder folder = new StateFolder(world.places().state(), world.clock(), world.output()::message);
        if (!isKnown(name, folder, world)) {
            return Exit.FAILED.code();
        }
        long now = world.clock().instant().getEpochSecond();
        long timeout = arguments.millis(ApplyCommand.TIMEOUT.name(), ApplyCommand.STANDARD_TIMEOUT);
        RunLock.take(world.places().run(), "topo pause " + name, timeout, holder -> world.output().message("waiting for " + holder))
                .during(() -> {
                    new Pause(now, seconds == 0 ? 0 : now + seconds, who(world.platform().caller())).write(folder.folder(name));
                    return null;
                });
        return Exit.DONE.code();
    }

    static boolean isKnown(String name, StateFolder folder, World world) {
        List<String> known = folder.names();
        if (!known.contains(name)) {
            world.output().message(Unknown.topology(name, known));
        }
        return known.contains(name);
    }

    /** The user behind sudo, or the owner of the process. */
    private static String who(String behindSudo) {
        if (!behindSudo.isEmpty()) {
            return behindSudo;
        }
        try {
            return Files.getOwner(Path.of("/proc/self")).getName();
        } catch (IOException noProc) {
            return "unknown";
        }
    }
}
