package topo.cli;

import java.util.Optional;
import topo.controller.StatusText;
import topo.controller.TopologyStatus;
import topo.store.StatusFiles;

/** What the running controller says of topologies. */
final class Watched {
    private final StatusFiles files;
    private final boolean running;

    Watched(World world) {
        this.running = world.platform().controllerRuns(world.places().run());
        this.files = new StatusFiles(world.places().run());
    }

    boolean isRunning() {
        return running;
    }

    /** Empty if no controller runs, or it has not looked at this one yet, or its file does not read. */
    Optional<TopologyStatus> status(String topology) {
        if (!running) {
            return Optional.empty();
        }
        try {
            return files.read(topology).map(StatusText::read);
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Its health in a word, {@code -} without a controller. */
    String health(String topology) {
        return status(topology).map(status -> status.health().word()).orElse("-");
    }
}
