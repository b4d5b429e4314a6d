package topo.controller;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import topo.api.ResourceId;
import topo.api.SurroundingsException;
import topo.store.RunLock;
import topo.trigger.Listener;
import topo.trigger.Wake;
import topo.trigger.WakeQueue;

/**
 * Keeps every remembered topology true. One thread carries out passes, one at a time, each under the host's lock so that a short command
 * gets in between. Level-triggered: a wake-up says only that it is time to look. What it cannot mend it tries again later, without keeping
 * the rest waiting.
 */
public final class Controller {
    private static final long LOCK_MILLIS = 1_000;
    /** Who has the lock for longer is told of. */
    private static final long BUSY_NANOS = 30_000_000_000L;
    private static final long PAUSE_NANOS = 20_000_000L;

    private final Outlet outlet;
    private final WakeQueue queue;
    private final Surroundings around;
    private final Labs labs = new Labs();
    private final Tending tending;

    /**
     * What is around the controller.
     *
     * @param run the folder of the lock
     * @param clock the time of day, for people
     * @param nanos the queue's clock
     * @param random from 0 to 1
     * @param listener what tells of changes
     * @param meter counts what is done
     */
    public record Surroundings(Path run, Clock clock, LongSupplier nanos, DoubleSupplier random, Listener listener, Logger log, Meter meter) {
        /** Without a meter. */
        public Surroundings(Path run, Clock clock, LongSupplier nanos, DoubleSupplier random, Listener listener, Logger log) {
            this(run, clock, nanos, random, listener, log, Meter.NONE);
        }
    }

    Controller(Supplier<Tools> tools, Remembered remembered, Outlet outlet, WakeQueue queue, Surroundings around) {
        this.outlet = outlet;
        this.queue = queue;
        this.around = around;
        this.tending = new Tending(tools, remembered, labs, queue, around);
    }

    void holdBack(Predicate<String> topologies) {
        tending.holdBack(topologies);
    }

    Labs labs() {
        return labs;
    }

    WakeQueue queue() {
        return queue;
    }

    /** Finds topologies that were applied, paused, resumed or destroyed by others since the last time, and asks for passes of these. */
    void refresh() {
        tending.callRoll().forEach(this::forget);
    }

    private void forget(String name) {
        outlet.gone(name);
        around.meter().forgotten(name);
        outlet.tell(List.of(Entry.of(now(), name, "forgotten", "it is no longer remembered, and so no longer kept")));
    }

    /** Answers what is due. Returns how many passes were made. */
    int step() {
        WakeQueue.Batch batch = queue.take();
        for (Wake wake : batch.wakes()) {
            if (wake.trigger().equals(Wake.RETRY)) {
                retry(labs.get(wake.topology()), batch.since());
            } else {
                labs.ask(wake, batch.since());
            }
        }
        List<Lab> asked = labs.asked();
        asked.forEach(this::pass);
        return asked.size();
    }

    private void retry(Lab lab, long since) {
        if (lab == null) {
            return;
        } else if (lab.version() == null) {
            // Nothing of it has been seen yet, as something was in the way.
            lab.ask(Request.of(Set.of(), Wake.RETRY, since));
            return;
        }
        List<ResourceId> due = lab.due(nanos());
        if (!due.isEmpty() || !lab.trouble().isEmpty()) {
            lab.ask(Request.of(lab.trouble().isEmpty() ? Round.places(due, lab.version()) : Set.of(), Wake.RETRY, since));
        } else {
            setTimer(lab);
        }
    }

    private void pass(Lab lab) {
        Request request = lab.takeRequest();
        long begun = nanos();
        List<Entry> entries = new ArrayList<>();
        try {
            RunLock lock = RunLock.take(around.run(), "topo controller", LOCK_MILLIS,
                    holder -> around.log().debug("waiting for {}", holder));
            lock.during(() -> {
                tending.tend(lab, request, entries);
                return null;
            });
        } catch (RunLock.BusyException busy) {
            if (nanos() - request.since() < BUSY_NANOS) {
                // Somebody is at work, as an apply is for some seconds. Nothing is wrong with the topology.
                lab.ask(request);
                queue.after(PAUSE_NANOS, Wake.whole(lab.name(), Wake.RETRY));
                return;
            }
            fail(lab, busy, entries);
        } catch (RuntimeException unseen) {
            fail(lab, unseen, entries);
        }
        outlet.tell(entries);
        around.meter().passed((nanos() - begun) / 1e9);
        around.meter().told(entries);
        if (labs.get(lab.name()) == lab) {
            publish(lab);
        } else {
            forget(lab.name());
        }
        setTimer(lab);
    }

    private void fail(Lab lab, RuntimeException unseen, List<Entry> entries) {
        String why = unseen.getMessage() == null ? unseen.toString() : unseen.getMessage();
        if (!(unseen instanceof SurroundingsException)) {
            around.log().debug("a pass of {} failed", lab.name(), unseen);
        }
        if (!why.equals(lab.trouble())) {
            entries.add(Entry.of(now(), lab.name(), "error", why));
        }
        lab.failed(why, nanos());
    }

    private void setTimer(Lab lab) {
        long nanos = lab.nanosToNext(nanos());
        if (nanos != Long.MAX_VALUE && lab.needsTimer(nanos() + nanos, nanos())) {
            queue.after(nanos, Wake.whole(lab.name(), Wake.RETRY));
        }
    }

    /** Brings the status file up to date. */
    void publish(Lab lab) {
        if (lab.version() != null) {
            lab.status(now()).ifPresent(status -> {
                outlet.status(status);
                around.meter().stands(status);
            });
        }
    }

    void write(Entry entry) {
        outlet.tell(List.of(entry));
        around.meter().told(List.of(entry));
    }

    Surroundings around() {
        return around;
    }

    Instant now() {
        return around.clock().instant();
    }

    private long nanos() {
        return around.nanos().getAsLong();
    }
}
