package topo.trigger;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Wake-ups on their way to the one thread that answers them. Those that come close together are handed over together: the first waits
 * until nothing more has come for a little while, though never longer than a bound. Times are those of an injected clock of nanoseconds,
 * which has no relation to the time of day. Thread-safe.
 */
public final class WakeQueue {
    /** A command such as {@code ip link set down} makes a handful of events within a millisecond. */
    static final long SETTLE_NANOS = 2_000_000;
    static final long LONGEST_NANOS = 15_000_000;
    /** More are as good as one that says "everywhere". */
    private static final int MOST = 10_000;

    private final LongSupplier clock;
    private final Set<Wake> waiting = new LinkedHashSet<>();
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::left));
    private final long origin;
    private long first;
    private long last;
    private boolean urgent;
    private boolean closed;
    private boolean nudged;

    /** {@code left}: of the origin, so that the order survives the overflow of a clock. */
    private record Timer(long left, Wake wake) {}

    /** Wake-ups that came together. {@code since}: when the first of them came, by the clock. */
    public record Batch(List<Wake> wakes, long since) {
        public boolean isEmpty() {
            return wakes.isEmpty();
        }
    }

    public WakeQueue(LongSupplier clock) {
        this.clock = clock;
        this.origin = clock.getAsLong();
    }

    /** Asks for a pass once things have settled. */
    public synchronized void offer(Wake wake) {
        put(wake, clock.getAsLong());
        notifyAll();
    }

    /** As {@link #offer}, without waiting for more; for what a person waits for. */
    public synchronized void urge(Wake wake) {
        put(wake, clock.getAsLong());
        urgent = true;
        notifyAll();
    }

    /** Asks for a pass after this many nanoseconds. */
    public synchronized void after(long nanos, Wake wake) {
        timers.add(new Timer(clock.getAsLong() - origin + nanos, wake));
        notifyAll();
    }

    private void put(Wake wake, long now) {
        if (waiting.isEmpty()) {
            first = now;
        }
        last = now;
        if (waiting.size() >= MOST) {
            waiting.clear();
            waiting.add(Wake.all(wake.trigger()));
        } else {
            waiting.add(wake);
        }
    }

    /** What is due now; empty if nothing is. What came before this call is covered by a look that begins after it. */
    public synchronized Batch take() {
        long now = clock.getAsLong();
        for (Timer timer = timers.peek(); timer != null && timer.left() <= now - origin; timer = timers.peek()) {
            put(timers.poll().wake(), now);
            urgent = true;
        }
        if (nanosToBatch(now) > 0) {
            return new Batch(List.of(), now);
        }
        urgent = false;
        Batch batch = new Batch(List.copyOf(waiting), first);
        waiting.clear();
        return batch;
    }

    /** Takes out, settled or not, what a look that begins after this call covers. */
    public synchronized List<Wake> covered(Predicate<Wake> covers) {
        List<Wake> taken = new ArrayList<>();
        waiting.removeIf(wake -> covers.test(wake) && taken.add(wake));
        return taken;
    }

    /** How long there is nothing to do, in nanoseconds: 0 if something is due, {@link Long#MAX_VALUE} if nothing is in sight. */
    public synchronized long nanosToNext() {
        long now = clock.getAsLong();
        long timer = timers.isEmpty() ? Long.MAX_VALUE : Math.max(0, timers.peek().left() - (now - origin));
        return Math.min(timer, nanosToBatch(now));
    }

    private long nanosToBatch(long now) {
        if (waiting.isEmpty()) {
            return Long.MAX_VALUE;
        }
        if (urgent) {
            return 0;
        }
        return Math.max(0, Math.min(first + LONGEST_NANOS - now, last + SETTLE_NANOS - now));
    }

    /** Blocks until something is due, the queue is closed or nudged, or this many nanoseconds are over. */
    public synchronized void await(long most) throws InterruptedException {
        long begun = clock.getAsLong();
        for (long nanos = nanosToNext(); nanos > 0 && !closed && !nudged; nanos = nanosToNext()) {
            long left = Math.min(nanos, most - (clock.getAsLong() - begun));
            if (left <= 0) {
                return;
            }
            wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        nudged = false;
    }

    /** Ends the present or the next {@link #await}, for something that is no pass. */
    public synchronized void nudge() {
        nudged = true;
        notifyAll();
    }

    /** Ends all waiting. */
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    /** How many wake-ups wait, timers not counted. */
    public synchronized int size() {
        return waiting.size();
    }
}
