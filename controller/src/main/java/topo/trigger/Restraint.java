package topo.trigger;

import java.util.ArrayDeque;
import java.util.function.DoubleSupplier;

/**
 * When one resource may be tried again. A failure doubles the time until the next try, up to a bound; repairs that keep being undone use up
 * an allowance that comes back slowly, so that a fight with another writer costs a bounded number of writes a minute. Times are
 * nanoseconds of a clock without a relation to the time of day. Not thread-safe.
 */
public final class Restraint {
    static final long FIRST_NANOS = 100_000_000L;
    static final long LONGEST_NANOS = 60_000_000_000L;
    /** Something that changed nearby may have been the reason of the failure, so it is tried earlier, though not at each event. */
    static final long LONGEST_AFTER_EVENT_NANOS = 3_000_000_000L;
    /** So many repairs in a row are made at once; after that one each {@link #REFILL_NANOS}. */
    static final int ALLOWANCE = 10;
    static final long REFILL_NANOS = 3_000_000_000L;
    /** A fight has ended when nobody undid anything for so long. */
    static final long PEACE_NANOS = 15_000_000_000L;
    private static final double JITTER = 0.2;

    private final DoubleSupplier random;
    private final ArrayDeque<Long> repairs = new ArrayDeque<>();
    private int failures;
    private long failed;
    private long delay;
    private boolean contended;

    /** {@code random}: from 0 to 1. */
    public Restraint(DoubleSupplier random) {
        this.random = random;
    }

    /** A try failed. */
    public void failed(long now) {
        failures++;
        failed = now;
        long doubled = FIRST_NANOS << Math.min(failures - 1, 20);
        delay = (long) (Math.min(doubled, LONGEST_NANOS) * (1 - JITTER + 2 * JITTER * random.getAsDouble()));
    }

    /** A try mended what somebody had changed. */
    public void repaired(long now) {
        failures = 0;
        forget(now);
        repairs.add(now);
        contended |= repairs.size() >= ALLOWANCE;
    }

    /** It was found as wanted. */
    public void right(long now) {
        failures = 0;
        forget(now);
        if (contended && (repairs.isEmpty() || now - repairs.getLast() >= PEACE_NANOS)) {
            contended = false;
            repairs.clear();
        }
    }

    /** Repairs count for as long as the allowance takes to come back for all of them. */
    private void forget(long now) {
        while (!repairs.isEmpty() && now - repairs.getFirst() >= ALLOWANCE * REFILL_NANOS) {
            repairs.removeFirst();
        }
    }

    /** How long it must be left alone, in nanoseconds; 0 if it may be tried now. {@code event}: something was changed nearby. */
    public long nanosToTry(long now, boolean event) {
        long wait = 0;
        if (failures > 0) {
            long bound = event ? Math.min(delay, LONGEST_AFTER_EVENT_NANOS) : delay;
            wait = failed + bound - now;
        }
        if (contended && !repairs.isEmpty()) {
            wait = Math.max(wait, repairs.getLast() + REFILL_NANOS - now);
        }
        return Math.max(0, wait);
    }

    public int failures() {
        return failures;
    }

    /** Whether somebody undoes what is repaired, again and again. */
    public boolean isContended() {
        return contended;
    }

    /** How long until it is known whether the fight is over. */
    public long nanosToPeace(long now) {
        return repairs.isEmpty() ? 0 : Math.max(0, repairs.getLast() + PEACE_NANOS - now);
    }

    /** Whether there is nothing to remember. */
    public boolean isIdle(long now) {
        forget(now);
        return failures == 0 && !contended && repairs.isEmpty();
    }
}
