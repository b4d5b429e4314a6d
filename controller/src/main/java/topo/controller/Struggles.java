package topo.controller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;
import topo.api.Change;
import topo.api.ResourceId;
import topo.trigger.Restraint;

/** What of one topology failed or is undone by others, and when it may be tried again. Times are the queue's. Not thread-safe. */
final class Struggles {
    /** What is wrong is not tried again in a busy loop even where nothing holds it back. */
    private static final long SOON_NANOS = 10_000_000;

    private final DoubleSupplier random;
    private final Map<ResourceId, Restraint> restraints = new HashMap<>();
    /** What was last mended of a resource, for a fight to be told by. */
    private final Map<ResourceId, String> undone = new HashMap<>();

    /** {@code random}: from 0 to 1. */
    Struggles(DoubleSupplier random) {
        this.random = random;
    }

    void clear() {
        restraints.clear();
        undone.clear();
    }

    /** Null if nothing is known of it. */
    Restraint of(ResourceId id) {
        return restraints.get(id);
    }

    boolean isContended(ResourceId id) {
        Restraint restraint = restraints.get(id);
        return restraint != null && restraint.isContended();
    }

    List<ResourceId> contended() {
        return restraints.keySet().stream().filter(this::isContended).sorted().toList();
    }

    boolean isHeldBack(ResourceId id, boolean event, long nanos) {
        Restraint restraint = restraints.get(id);
        return restraint != null && restraint.nanosToTry(nanos, event) > 0;
    }

    /** What keeps changing of it. */
    String words(ResourceId id) {
        return "somebody undoes every repair: " + undone.getOrDefault(id, "");
    }

    /**
     * Counts what a pass did. What was done and is not as wanted all the same, somebody has undone.
     *
     * @param drift whether what was mended had been right before
     */
    void count(Round.Result result, boolean drift, long nanos) {
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
    void calm(Round.Result result, Set<ResourceId> wrong, long nanos) {
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

    /** How long until something is to be tried again, or a fight may be over; {@link Long#MAX_VALUE} if neither is in sight. */
    long nanosToNext(Predicate<ResourceId> wrong, long nanos) {
        long next = Long.MAX_VALUE;
        for (Map.Entry<ResourceId, Restraint> one : restraints.entrySet()) {
            Restraint restraint = one.getValue();
            if (wrong.test(one.getKey())) {
                next = Math.min(next, Math.max(SOON_NANOS, restraint.nanosToTry(nanos, false)));
            } else if (restraint.isContended()) {
                next = Math.min(next, Math.max(SOON_NANOS, restraint.nanosToPeace(nanos)));
            }
        }
        return next;
    }

    /** Those that may be tried again now. */
    List<ResourceId> due(Predicate<ResourceId> wrong, long nanos) {
        List<ResourceId> due = new ArrayList<>();
        restraints.forEach((id, restraint) -> {
            if ((wrong.test(id) || restraint.isContended()) && restraint.nanosToTry(nanos, false) == 0) {
                due.add(id);
            }
        });
        return due;
    }
}
