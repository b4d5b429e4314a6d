package topo.cli;

import java.util.List;
import topo.store.Pause;
import topo.store.RunLock;
import topo.store.StateFolder;

/** {@code topo resume}: ends a pause. */
final class ResumeCommand implements Command {
    private final World world;

    ResumeCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.RESUME, "NAME", 1, 1, false, List.of(ApplyCommand.TIMEOUT),
                List.of("What has come to differ meanwhile is mended at once if a controller runs."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        String name = arguments.parameters().get(0);
        world.platform().requirePrivileges("topo resume");
        StateFolder folder = new StateFolder(world.places().state(), world.clock(), world.output()::message);
        if (!PauseCommand.isKnown(name, folder, world)) {
            return Exit.FAILED.code();
        }
        long timeout = arguments.millis(ApplyCommand.TIMEOUT.name(), ApplyCommand.STANDARD_TIMEOUT);
        RunLock.take(world.places().run(), "topo resume " + name, timeout, holder -> world.output().message("waiting for " + holder))
                .during(() -> {
                    Pause.delete(folder.folder(name));
                    return null;
                });
        return Exit.DONE.code();
    }
}
