package topo.cli;

import java.util.Optional;
import topo.store.Boot;
import topo.store.Pending;

/** Rolls back what was not confirmed in time. Needs the lock. */
final class Overdue {
    private final World world;
    private final Registry registry;

    Overdue(World world) {
        this.world = world;
        this.registry = new Registry(world, true);
    }

    /** What cannot be rolled back now is told and stays for the next time; it keeps no command from its own work. */
    void rollBackAll() {
        for (String name : registry.names()) {
            try {
                registry.record(name).setAsidePending();
                rollBack(name, "");
            } catch (RuntimeException failed) {
                world.output().message("topology " + name + ": not rolled back: " + failed.getMessage());
            }
        }
    }

    /**
     * Rolls back one whose time is over; nothing otherwise.
     *
     * @param token that of the apply that is meant, empty for any
     * @return what came of it
     */
    Optional<Outcome> rollBack(String name, String token) {
        Optional<Pending> pending = registry.record(name).pending().filter(one -> token.isEmpty() || one.token().equals(token));
        Boot now = world.platform().boot();
        if (pending.isEmpty() || !pending.get().isOver(now.id(), now.millis())) {
            return Optional.empty();
        }
        world.output().message("topology " + name + ": what was applied was not confirmed by " + Inspection.time(pending.get().shown())
                + ", so it is " + Reversal.participle(pending.get().back()));
        return Optional.of(new Reversal(world, registry).roll(name, pending.get(), now));
    }
}
