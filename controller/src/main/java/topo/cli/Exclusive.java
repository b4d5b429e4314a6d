package topo.cli;

import java.util.function.Supplier;
import topo.store.RunLock;

/** The one writer of this host. Before its own work it carries out roll-backs whose time is over and that nobody has carried out. */
final class Exclusive {
    private final World world;
    private final long timeout;
    private final boolean writes;

    /** {@code timeout}: how long to wait for the lock, in milliseconds. */
    Exclusive(World world, long timeout) {
        this(world, timeout, true);
    }

    /** {@code writes}: false where nothing is to be changed after all. */
    Exclusive(World world, long timeout, boolean writes) {
        this.world = world;
        this.timeout = timeout;
        this.writes = writes;
    }

    /** {@code command}: for others who wait. */
    <T> T during(String command, Supplier<T> work) {
        RunLock lock = RunLock.take(world.places().run(), command, timeout, holder -> world.output().message("waiting for " + holder));
        return lock.during(() -> {
            if (writes) {
                new Overdue(world).rollBackAll();
            }
            return work.get();
        });
    }
}
