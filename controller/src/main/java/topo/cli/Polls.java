package topo.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import topo.engine.Place;

/**
 * Looks at what the kernel tells nobody of, each as often as its cost allows: so that all of them take at most a thousandth of a core each,
 * within bounds. Times are nanoseconds of an injected clock. For one thread.
 */
final class Polls {
    static final int SHARE = 1000;

    private final LongSupplier clock;
    private final List<Poll> all = new ArrayList<>();

    private static final class Poll {
        private final long least;
        private final long most;
        private final Supplier<Set<Place>> look;
        private long next;

        Poll(long least, long most, Supplier<Set<Place>> look, long next) {
            this.least = least;
            this.most = most;
            this.look = look;
            this.next = next;
        }
    }

    Polls(LongSupplier clock) {
        this.clock = clock;
    }

    /** {@code look}: where something has changed since it was last asked; it is asked at intervals from {@code least} to {@code most}. */
    void add(long least, long most, Supplier<Set<Place>> look) {
        all.add(new Poll(least, most, look, clock.getAsLong() + least));
    }

    /** How long there is nothing to do. */
    long nanosToNext() {
        long now = clock.getAsLong();
        long least = Long.MAX_VALUE;
        for (Poll poll : all) {
            least = Math.min(least, Math.max(0, poll.next - now));
        }
        return least;
    }

    /** Takes the looks that are due. One that fails is tried again at its next time: a pass meets the same failure, and says so. */
    Set<Place> run() {
        Set<Place> places = new HashSet<>();
        for (Poll poll : all) {
            long begun = clock.getAsLong();
            if (poll.next - begun <= 0) {
                places.addAll(look(poll));
                long end = clock.getAsLong();
                poll.next = end + Math.min(poll.most, Math.max(poll.least, (end - begun) * SHARE));
            }
        }
        return places;
    }

    private static Set<Place> look(Poll poll) {
        try {
            return poll.look.get();
        } catch (RuntimeException unseen) {
            return Set.of();
        }
    }
}
