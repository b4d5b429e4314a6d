package topo.cli;

import java.util.Optional;
import topo.controller.TopologyStatus;
import topo.store.Origin;
import topo.store.StateFolder;

/**
 * Which sources topologies came from, in which version: as the running controller says, which notes each version that it reads; where none
 * runs, the one in which the topology last changed.
 */
final class Provenance {
    private final Watched watched;
    private final StateFolder folder;

    Provenance(World world) {
        this.watched = new Watched(world);
        this.folder = new StateFolder(world.places().state(), world.clock(), world.output()::message);
    }

    /** Of a topology that is remembered; empty for what was applied by hand. */
    Optional<Origin> of(String topology) {
        return watched.status(topology).map(TopologyStatus::origin).or(() -> Origin.read(folder.folder(topology)));
    }
}
