package topo.controller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import topo.api.ResourceId;
import topo.api.Topology.Heal;
import topo.store.Origin;
import topo.store.Pause;
import topo.trigger.Restraint;

/** All that the controller knows of one topology between two passes. For the controller's thread. */
final class Lab {
    /** So many times as long as it took, a look at everything is not repeated without a reason. */
    private static final int REST = 500;
    /** Nor with a weak one: what others need must not wait behind it too often. */
    private static final int SHORT_REST = 20;

    private final String name;
    private final Restraint whole;
    private final Struggles struggles;
    private final Map<ResourceId, ResourceStatus> items = new LinkedHashMap<>();
    private final List<Condition> others = new ArrayList<>();
    private Version version;
    private Request request;
    private Pause pause;
    private Instant looked;
    private String trouble = "";
    private Origin origin;
    private TopologyStatus status;
    /** When it will be looked at again without being asked, by the queue's clock; only if {@code timed}. */
    private long timer;
    private boolean timed;
    /** Before this time, by the queue's clock, a look at everything that nobody asked for would cost too much; only if {@code rested}. */
    private long rest;
    private long shortRest;
    private boolean rested;

    Lab(String name, DoubleSupplier random, Instant now) {
        this.name = name;
        this.whole = new Restraint(random);
        this.struggles = new Struggles(random);
        this.status = TopologyStatus.fresh(name, Heal.ENFORCE, 0, now);
    }

    String name() {
        return name;
    }

    /** Null before it was first read. */
    Version version() {
        return version;
    }

    /** Another version: nothing that was said of the one before holds. */
    void adopt(Version newer) {
        boolean other = version == null || !version.text().equals(newer.text());
        version = newer;
        if (other) {
            items.clear();
            struggles.clear();
            looked = null;
        }
    }

    void ask(Request more) {
        request = request == null ? more : request.and(more);
    }

    boolean isAsked() {
        return request != null;
    }

    Request takeRequest() {
        Request taken = request;
        request = null;
        return taken;
    }

    Pause pause() {
        return pause;
    }

    void pause(Pause newer) {
        pause = newer;
    }

    /** Whether differences are to be mended. */
    boolean isEnforced() {
        return pause == null && version.topology().heal() == Heal.ENFORCE;
    }

    boolean isContended(ResourceId id) {
        return struggles.isContended(id);
    }

    String trouble() {
        return trouble;
    }

    Map<ResourceId, ResourceStatus> items() {
        return items;
    }

    /** A statement on it that does not come from its passes; one of the same type gives way. */
    void say(Condition condition) {
        unsay(condition.type());
        others.add(condition);
    }

    void unsay(String type) {
        others.removeIf(other -> other.type().equals(type));
    }

    /** Notes what a look at everything took. */
    void tookWholeLook(long begun, long end) {
        rested = true;
        rest = end + (end - begun) * REST;
        shortRest = end + (end - begun) * SHORT_REST;
    }

    /** How long a look at everything should wait that is worth having, though nothing is known to be wrong; notes that it comes. */
    long nanosToWholeLook(long nanos) {
        long wait = rested ? Math.max(0, shortRest - nanos) : 0;
        shortRest = Math.max(shortRest, nanos + wait + 1);
        return wait;
    }

    /** Whether a look at everything that nobody asked for is worth its cost now. */
    boolean isDue(long nanos) {
        return !rested || nanos - rest >= 0;
    }

    /** Where it comes from; null if from no source. */
    void origin(Origin newer) {
        origin = newer;
    }

    /** A pass that saw nothing, and why. */
    void failed(String why, long nanos) {
        trouble = why;
        whole.failed(nanos);
    }

    /** Why this one is to be left alone for now. */
    Optional<String> heldBack(ResourceId id, boolean event, long nanos) {
        if (!struggles.isHeldBack(id, event, nanos)) {
            return Optional.empty();
        } else if (struggles.isContended(id)) {
            return Optional.of(struggles.words(id) + "; repaired at most once in 3 s for now");
        }
        ResourceStatus before = items.get(id);
        return Optional.of(before == null ? "it failed before" : before.message());
    }

    /**
     * Learns what came of a pass.
     *
     * @param drift whether what was mended had been right before
     */
    void learn(Round.Result result, boolean drift, long nanos, Instant now) {
        trouble = "";
        whole.right(nanos);
        if (result.scope().whole()) {
            looked = now;
        }
        if (result.report() != null) {
            struggles.count(result, drift, nanos);
        }
        Map<ResourceId, ResourceStatus> found = Findings.of(result, struggles::of, now);
        struggles.calm(result, found.keySet(), nanos);
        replaceItems(result, found, now);
    }

    private void replaceItems(Round.Result result, Map<ResourceId, ResourceStatus> found, Instant now) {
        Map<ResourceId, ResourceStatus> before = new HashMap<>(items);
        items.keySet().removeIf(id -> result.scope().whole() || result.scope().part().contains(id));
        found.forEach((id, item) -> items.put(id, item.after(before.get(id))));
        for (ResourceId id : struggles.contended()) {
            ResourceStatus item = items.get(id);
            ResourceStatus fight = new ResourceStatus(id, item == null ? Sync.SYNCED : item.sync(), Health.CONTENDED, "Contended",
                    struggles.words(id), now, item == null ? 0 : item.attempts());
            items.put(id, fight.after(before.get(id)));
        }
        items.values().removeIf(item -> item.health() == Health.CONTENDED && !struggles.isContended(item.id()));
    }

    /** How long until something is to be tried again, in nanoseconds; {@link Long#MAX_VALUE} if nothing is. */
    long nanosToNext(long nanos) {
        long next = trouble.isEmpty() ? Long.MAX_VALUE : Math.max(1, whole.nanosToTry(nanos, false));
        if (version == null || !isEnforced()) {
            return next;
        }
        return Math.min(next, struggles.nanosToNext(this::isWrong, nanos));
    }

    private boolean isWrong(ResourceId id) {
        ResourceStatus item = items.get(id);
        return item != null && item.sync() != Sync.SYNCED;
    }

    /** Those that may be tried again now. */
    List<ResourceId> due(long nanos) {
        return struggles.due(this::isWrong, nanos);
    }

    /** Whether a timer for this time is needed, as there is none that fires before; takes note of it. */
    boolean needsTimer(long at, long nanos) {
        if (timed && timer - nanos > 0 && timer - at <= 0) {
            return false;
        }
        timed = true;
        timer = at;
        return true;
    }

    /** Works out the status anew; empty if it is what it was. */
    Optional<TopologyStatus> status(Instant now) {
        int count = version.topology().resources().all().size();
        TopologyStatus.Facts facts = new TopologyStatus.Facts(version.topology().heal(), count, looked, trouble, pause, items.values(),
                others, origin);
        TopologyStatus newer = status.with(facts, now);
        boolean same = newer.equals(status);
        status = newer;
        return same ? Optional.empty() : Optional.of(newer);
    }
}
