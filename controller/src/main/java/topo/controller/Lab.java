package topo.controller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import topo.api.Change;
import topo.api.ResourceId;
import topo.api.Topology.Heal;
import topo.store.Pause;
import topo.trigger.Restraint;

/** All that the controller knows of one topology between two passes. For the controller's thread. */
final class Lab {
    private static final long SOON_NANOS = 10_000_000;

    private final String name;
    private final DoubleSupplier random;
    private final Restraint whole;
    private final Map<ResourceId, Restraint> restraints = new HashMap<>();
    private final Map<ResourceId, ResourceStatus> items = new LinkedHashMap<>();
    /** What was last mended of a resource, for a fight to be told by. */
    private final Map<ResourceId, String> undone = new HashMap<>();
    private final List<Condition> others = new ArrayList<>();
    private Version version;
    private Request request;
    private Pause pause;
    private Instant looked;
    private String trouble = "";
    private TopologyStatus status;
    /** When it will be looked at again without being asked, by the queue's clock; only if {@code timed}. */
    private long timer;
    private boolean timed;

    Lab(String name, DoubleSupplier random, Instant now) {
        this.name = name;
        this.random = random;
        this.whole = new Restraint(random);
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
            restraints.clear();
            undone.clear();
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
        Restraint restraint = restraints.get(id);
        return restraint != null && restraint.isContended();
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

    /** A pass that saw nothing, and why. */
    void failed(String why, long nanos) {
        trouble = why;
        whole.failed(nanos);
    }

    /** Why this one is to be left alone for now. */
    Optional<String> heldBack(ResourceId id, boolean event, long nanos) {
        Restraint restraint = restraints.get(id);
        long wait = restraint == null ? 0 : restraint.nanosToTry(nanos, event);
        if (wait == 0) {
            return Optional.empty();
        }
        if (restraint.isContended()) {
            return Optional.of("somebody undoes every repair: " + undone.getOrDefault(id, "") + "; repaired at most once in 3 s for now");
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
            count(result, drift, nanos);
        }
        Map<ResourceId, ResourceStatus> found = Findings.of(result, restraints::get, now);
        calm(result, found.keySet(), nanos);
        replaceItems(result, found, now);
    }

    /** What was done and is not as wanted all the same, somebody has undone. */
    private void count(Round.Result result, boolean drift, long nanos) {
        Set<ResourceId> mended = new HashSet<>();
        for (Change<?> change : result.report().done()) {
            if (drift && !(change instanceof Change.Restore)) {
                restraintOf(change.id()).repaired(nanos);
                undone.put(change.id(), Findings.words(change));
                mended.add(change.id());
            }
        }
        result.report().failures().keySet().forEach(id -> restraintOf(id).failed(nanos));
        if (result.last() != null) {
            for (Change<?> change : result.last().plan().changes()) {
                if (!mended.contains(change.id()) && !result.withheld().containsKey(change.id())
                        && !result.report().blocked().containsKey(change.id())) {
                    restraintOf(change.id()).failed(nanos);
                }
            }
        }
    }

    private Restraint restraintOf(ResourceId id) {
        return restraints.computeIfAbsent(id, i -> new Restraint(random));
    }

    /** Of what is right, nothing need be remembered after a while. */
    private void calm(Round.Result result, Set<ResourceId> wrong, long nanos) {
        boolean untouched = result.report() == null || result.report().done().isEmpty();
        restraints.entrySet().removeIf(known -> {
            boolean seen = result.scope().whole() || result.scope().part().contains(known.getKey());
            if (seen && untouched && !wrong.contains(known.getKey())) {
                known.getValue().right(nanos);
            }
            return known.getValue().isIdle(nanos);
        });
        undone.keySet().retainAll(restraints.keySet());
    }

    private void replaceItems(Round.Result result, Map<ResourceId, ResourceStatus> found, Instant now) {
        Map<ResourceId, ResourceStatus> before = new HashMap<>(items);
        items.keySet().removeIf(id -> result.scope().whole() || result.scope().part().contains(id));
        found.forEach((id, item) -> items.put(id, item.after(before.get(id))));
        restraints.forEach((id, restraint) -> {
            if (restraint.isContended()) {
                ResourceStatus item = items.get(id);
                Sync sync = item == null ? Sync.SYNCED : item.sync();
                String message = "somebody undoes every repair: " + undone.getOrDefault(id, "");
                ResourceStatus fight = new ResourceStatus(id, sync, Health.CONTENDED, "Contended", message, now, restraint.failures());
                items.put(id, fight.after(before.get(id)));
            } else if (items.get(id) != null && items.get(id).health() == Health.CONTENDED) {
                items.remove(id);
            }
        });
        items.values().removeIf(item -> item.health() == Health.CONTENDED && !restraints.containsKey(item.id()));
    }

    /** How long until something is to be tried again, in nanoseconds; {@link Long#MAX_VALUE} if nothing is. */
    long nanosToNext(long nanos) {
        long next = trouble.isEmpty() ? Long.MAX_VALUE : Math.max(1, whole.nanosToTry(nanos, false));
        if (version == null || !isEnforced()) {
            return next;
        }
        for (Map.Entry<ResourceId, Restraint> one : restraints.entrySet()) {
            Restraint restraint = one.getValue();
            if (isWrong(one.getKey())) {
                next = Math.min(next, Math.max(SOON_NANOS, restraint.nanosToTry(nanos, false)));
            } else if (restraint.isContended()) {
                next = Math.min(next, Math.max(SOON_NANOS, restraint.nanosToPeace(nanos)));
            }
        }
        return next;
    }

    private boolean isWrong(ResourceId id) {
        ResourceStatus item = items.get(id);
        return item != null && item.sync() != Sync.SYNCED;
    }

    /** Those that may be tried again now. */
    List<ResourceId> due(long nanos) {
        List<ResourceId> due = new ArrayList<>();
        restraints.forEach((id, restraint) -> {
            if ((isWrong(id) || restraint.isContended()) && restraint.nanosToTry(nanos, false) == 0) {
                due.add(id);
            }
        });
        return due;
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
        TopologyStatus newer = status.with(new TopologyStatus.Facts(version.topology().heal(), count, looked, trouble, pause, items.values(), others),
                now);
        boolean same = newer.equals(status);
        status = newer;
        return same ? Optional.empty() : Optional.of(newer);
    }
}
