package topo.trigger;

import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import topo.api.Topology;
import topo.engine.Place;

/** Hears that something on the host may have changed. */
public interface Listener extends AutoCloseable {

    /** Where something may have changed; {@code everything}: it is not known where, so look everywhere. */
    record Heard(boolean everything, Set<Place> places) {
        public static final Heard NOTHING = new Heard(false, Set.of());

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
     * Listens to the surroundings of these topologies from now on; what happened before this returns is not told. To be called again after
     * each pass that changed something, as what is listened to goes away with it and comes anew. Called by one thread at a time.
     */
    void follow(Collection<Topology> topologies);

    /** Waits until something was heard, or for so long; returns all that was since the last time. Called by one thread. */
    Heard take(Duration longest) throws InterruptedException;

    @Override
    void close();
}
