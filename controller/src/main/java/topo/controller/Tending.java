package topo.controller;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import topo.api.ResourceId;
import topo.api.Topology.Heal;
import topo.engine.Report;
import topo.store.Applied;
import topo.store.Meta;
import topo.store.Pause;
import topo.store.TopologyRecord;
import topo.trigger.Wake;
import topo.trigger.WakeQueue;

/** What a pass does to one topology, from the version that is remembered to what was learnt. For the controller's thread. */
final class Tending {
    private final Supplier<Tools> tools;
    private final Remembered remembered;
    private final Labs labs;
    private final WakeQueue queue;
    private final Controller.Surroundings around;
    private final Roll roll;
    private final Attention attention;
    private Predicate<String> heldBack = topology -> false;

    Tending(Supplier<Tools> tools, Remembered remembered, Labs labs, WakeQueue queue, Controller.Surroundings around) {
        this.tools = tools;
        this.remembered = remembered;
        this.labs = labs;
        this.queue = queue;
        this.around = around;
        this.roll = new Roll(remembered, labs, queue, around);
        this.attention = new Attention(around.listener(), around.log());
    }

    void holdBack(Predicate<String> topologies) {
        heldBack = topologies;
    }

    /** Takes in what others did to what is remembered; returns the names of those that are no longer. */
    List<String> callRoll() {
        return roll.call();
    }

    /** Looks at it and mends it, as it is to be; {@code entries} take what there is to tell. Under the host's lock. */
    void tend(Lab lab, Request asked, List<Entry> entries) {
        Optional<Version> found = remembered.load(lab.name(), lab.version());
        if (found.isEmpty()) {
            labs.remove(lab.name());
            return;
        }
        boolean isNew = lab.version() == null || !lab.version().text().equals(found.get().text());
        lab.adopt(found.get());
        if (isNew) {
            around.meter().keeps(found.get().topology());
        }
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

    private Instant now() {
        return around.clock().instant();
    }

    private long nanos() {
        return around.nanos().getAsLong();
    }
}
