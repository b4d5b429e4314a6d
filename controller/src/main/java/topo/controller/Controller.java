package topo.controller;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import topo.api.ResourceId;
import topo.api.SurroundingsException;
import topo.api.Topology.Heal;
import topo.engine.Report;
import topo.store.Applied;
import topo.store.Meta;
import topo.store.Pause;
import topo.store.RunLock;
import topo.store.TopologyRecord;
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

    private final Supplier<Tools> tools;
    private final Remembered remembered;
    private final Outlet outlet;
    private final WakeQueue queue;
    private final Surroundings around;
    private final Labs labs = new Labs();
    private final Roll roll;
    private final Attention attention;
    private Predicate<String> heldBack = topology -> false;

    /**
     * What is around the controller.
     *
     * @param run the folder of the lock
     * @param clock the time of day, for people
     * @param nanos the queue's clock
     * @param random from 0 to 1
     * @param listener what tells of changes
     */
    public record Surroundings(Path run, Clock clock, LongSupplier nanos, DoubleSupplier random, Listener listener, Logger log) {}

    Controller(Supplier<Tools> tools, Remembered remembered, Outlet outlet, WakeQueue queue, Surroundings around) {
        this.tools = tools;
        this.remembered = remembered;
        this.outlet = outlet;
        this.queue = queue;
        this.around = around;
        this.roll = new Roll(remembered, labs, queue, around);
        this.attention = new Attention(around.listener(), around.log());
    }

    void holdBack(Predicate<String> topologies) {
        heldBack = topologies;
    }

    Labs labs() {
        return labs;
    }

    WakeQueue queue() {
        return queue;
    }

    /** Finds topologies that were applied, paused, resumed or destroyed by others since the last time, and asks for passes of these. */
    void refresh() {
        roll.call().forEach(this::forget);
    }

    private void forget(String name) {
        outlet.gone(name);
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
        if (lab == null || lab.version() == null) {
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
        List<Entry> entries = new ArrayList<>();
        try {
            RunLock lock = RunLock.take(around.run(), "topo controller", LOCK_MILLIS,
                    holder -> around.log().debug("waiting for {}", holder));
            lock.during(() -> {
                locked(lab, request, entries);
                return null;
            });
        } catch (RuntimeException unseen) {
            fail(lab, unseen, entries);
        }
        outlet.tell(entries);
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

    private void locked(Lab lab, Request asked, List<Entry> entries) {
        Optional<Version> found = remembered.load(lab.name(), lab.version());
        if (found.isEmpty()) {
            labs.remove(lab.name());
            return;
        }
        boolean isNew = lab.version() == null || !lab.version().text().equals(found.get().text());
        lab.adopt(found.get());
        notePause(lab, entries);
        if (lab.version().topology().heal() == Heal.OFF || heldBack.test(lab.name())) {
            return;
        }
        if (isNew) {
            attention.follow(labs.all());
        }
        Request request = isNew ? asked.everywhere() : asked;
        TopologyRecord record = remembered.record(lab.name());
        try (Tools open = tools.get()) {
            Round round = new Round(open.kinds(), lab.version(), record, queue::isClosed);
            long begun = nanos();
            boolean seen = round.look(request);
            if (seen && round.scope().whole()) {
                lab.tookWholeLook(begun, nanos());
            }
            if (seen) {
                conclude(lab, request, round, isNew, entries);
            }
        }
        note(lab, record);
    }

    private void conclude(Lab lab, Request request, Round round, boolean isNew, List<Entry> entries) {
        boolean event = request.triggers().stream().anyMatch(trigger -> !trigger.equals(Wake.RETRY));
        Round.Result result = lab.isEnforced() ? round.repair(id -> lab.heldBack(id, event, nanos()), lab::isContended,
                () -> queue.covered(wake -> labs.covers(lab, round, wake))) : round.leave();
        Map<ResourceId, ResourceStatus> before = new HashMap<>(lab.items());
        lab.learn(result, !isNew, nanos(), now());
        double millis = (nanos() - request.since()) / 1e6;
        entries.addAll(Chronicle.of(Chronicle.head(now(), lab.name(), request.trigger(), millis), result, request::author, before,
                lab.items()));
        Report report = result.report();
        if (report != null && !report.done().isEmpty()) {
            attention.renew(report);
        }
        if (report != null && report.rounds().size() > 1 && !result.scope().whole()) {
            // A second look found more than was foreseen, so more may be wrong than was looked at.
            queue.after(lab.nanosToWholeLook(nanos()), Wake.whole(lab.name(), Wake.RESYNC));
        }
    }

    private void notePause(Lab lab, List<Entry> entries) {
        Pause before = lab.pause();
        Pause now = roll.pause(lab.name());
        if (now == null && Pause.read(remembered.folder().folder(lab.name())).isPresent()) {
            Pause.delete(remembered.folder().folder(lab.name()));
        }
        lab.pause(now);
        if (now != null && !now.equals(before)) {
            entries.add(Entry.of(now(), lab.name(), "paused", "by " + now.by()));
        } else if (now == null && before != null) {
            entries.add(Entry.of(now(), lab.name(), "resumed", ""));
        }
    }

    /** An apply that was cut short, or that left failures, is over once all is as wanted. */
    private void note(Lab lab, TopologyRecord record) {
        boolean done = lab.isEnforced() && lab.trouble().isEmpty() && lab.items().isEmpty();
        boolean open = !lab.version().settled() || !record.meta().map(Meta::result).filter(Meta.CONVERGED::equals).isPresent();
        if (done && open) {
            record.end(true, Applied.APPLY);
        }
    }

    /** Brings the status file up to date. */
    void publish(Lab lab) {
        if (lab.version() != null) {
            lab.status(now()).ifPresent(outlet::status);
        }
    }

    void write(Entry entry) {
        outlet.tell(List.of(entry));
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
