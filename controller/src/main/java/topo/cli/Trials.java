package topo.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import topo.store.Boot;
import topo.store.Pending;
import topo.store.StateFolder;

/**
 * Sees to it that what was not confirmed in time is rolled back also if the process that waits for that was killed, or the machine started
 * anew: starts such a process again. Until it has done its work the topology is to be left alone, as what is wanted is not wanted any more.
 * For one thread.
 */
final class Trials implements Runnable, Predicate<String> {
    /** So long the process that began with it has time to do it. */
    private static final long GRACE_MILLIS = 5_000;
    /** After that it is taken to have been killed as well. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final World world;
    private final StateFolder folder;
    /** Who was started for what, and when, in milliseconds since the boot. */
    private final Map<String, Long> started = new HashMap<>();

    Trials(World world, StateFolder folder) {
        this.world = world;
        this.folder = folder;
    }

    /** Whether this topology is about to be rolled back. */
    @Override
    public boolean test(String name) {
        Boot now = world.platform().boot();
        return folder.record(name).pending().filter(pending -> pending.isOver(now.id(), now.millis())).isPresent();
    }

    @Override
    public void run() {
        Boot now = world.platform().boot();
        for (String name : folder.names()) {
            Optional<Pending> pending = folder.record(name).pending();
            if (pending.isPresent() && pending.get().isOver(now.id(), now.millis() - GRACE_MILLIS)) {
                String token = pending.get().token();
                Long before = started.get(token);
                if (before == null || now.millis() - before > PATIENCE_MILLIS) {
                    started.put(token, now.millis());
                    world.platform().startDetached(List.of(Guard.WORD, token, name));
                }
            }
        }
    }
}
