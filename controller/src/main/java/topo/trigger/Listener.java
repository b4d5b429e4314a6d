package topo.trigger;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import topo.api.ResourceId;
import topo.api.Topology;
import topo.engine.Place;

/** Hears that something on the host may have changed. */
public interface Listener extends AutoCloseable {

    /**
     * Where something may have changed; {@code everything}: it is not known where, so look everywhere.
     *
     * @param authors who changed what is in a place, where the kernel itself names every one who did
     */
    record Heard(boolean everything, Set<Place> places, Map<Place, Set<String>> authors) {
        public static final Heard NOTHING = new Heard(false, Set.of(), Map.of());

        public boolean isNothing() {
            return !everything && places.isEmpty();
        }
    }

    /** Hears nothing, ever: what changes is found by looking now and then. */
    Listener DEAF = new Listener() {
        @Override
        public void follow(Collection<Topology> topologies) {
            // there is nothing to listen to
        }

        @Override
        public Heard take(Duration longest) throws InterruptedException {
            Thread.sleep(longest.toMillis());
            return Heard.NOTHING;
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    };

    /**
     * Listens to the surroundings of these topologies from now on; what happened before this returns is not told. Called by one thread at a
     * time.
     */
    void follow(Collection<Topology> topologies);

    /**
     * To be called after a pass that changed these resources: what is listened to may have gone away with what was there, and have come
     * anew. By the same thread.
     */
    default void renew(Collection<ResourceId> changed) {}

    /** Waits until something was heard, or for so long; returns all that was since the last time. Called by one thread. */
    Heard take(Duration longest) throws InterruptedException;

    @Override
    void close();
}
