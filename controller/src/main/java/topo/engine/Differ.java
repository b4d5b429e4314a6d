package topo.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import topo.api.Change;
import topo.api.Change.Create;
import topo.api.Change.Delete;
import topo.api.Change.Replace;
import topo.api.Change.Update;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Plan.Conflict;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

/**
 * What is wanted against what is there, for one look. Pure. What carries no mark of this topology is never in a change, unless it bears
 * a wanted name and is to be adopted; what belongs to another topology never is.
 */
final class Differ {
    /** The kind whose members hold others inside, which the kernel deletes with them. */
    static final String NAMESPACE = "namespace";

    private final List<Registered<?>> kinds;
    private final boolean adopt;
    private final Resources settled;
    private final Map<ResourceId, Observed<?>> observed;
    private final Blindness blindness;
    private final Map<ResourceId, String> held = new LinkedHashMap<>();
    private final List<Change<?>> changes = new ArrayList<>();
    private final List<Conflict> conflicts = new ArrayList<>();
    private final Set<NetnsName> going = new HashSet<>();

    /**
     * {@code changes}: kind by kind in rank order, as declared within a kind, deletions first and sorted. {@code held}: what would be among
     * them but for something unseen that depends on it, with the reason.
     */
    record Difference(List<Change<?>> changes, List<Conflict> conflicts, Map<ResourceId, String> held) {}

    Differ(List<Registered<?>> kinds, boolean adopt, Resources settled, Map<ResourceId, Observed<?>> observed, Blindness blindness) {
        this.kinds = kinds;
        this.adopt = adopt;
        this.settled = settled;
        this.observed = observed;
        this.blindness = blindness;
    }

    /** To be called once. */
    Difference diff() {
        findUnwanted();
        for (Registered<?> kind : kinds) {
            compare(kind);
        }
        return new Difference(List.copyOf(changes), List.copyOf(conflicts), held);
    }

    private void findUnwanted() {
        Map<ResourceId, Resource> unwanted = new TreeMap<>();
        observed.forEach((id, seen) -> {
            if (seen.isOurs() && seen.value() != null && !settled.contains(id)) {
                unwanted.put(id, seen.value());
            }
        });
        unwanted.forEach((id, value) -> {
            if (!isHeld(id)) {
                changes.add(new Delete<>(value));
            }
            if (id.kind().equals(NAMESPACE) && !held.containsKey(id)) {
                going.add(new NetnsName(id.name()));
            }
        });
    }

    private boolean isHeld(ResourceId id) {
        String reason = blindness.holds(id);
        if (reason != null) {
            held.put(id, reason);
        }
        return reason != null;
    }

    private <R extends Resource> void compare(Registered<R> kind) {
        for (R wanted : settled.of(kind.type())) {
            Observed<?> seen = observed.get(wanted.id());
            if (blindness.covers(wanted.id())) {
                continue;
            } else if (seen == null) {
                changes.add(new Create<>(wanted));
                continue;
            }
            R value = seen.value() == null ? null : kind.type().cast(seen.value());
            if (seen.owner() instanceof Owner.Other other) {
                conflict(wanted, "belongs to topology " + other.topology() + "; destroy that one or rename this one");
            } else if (!seen.isOurs()) {
                unmanaged(kind, wanted, value, seen);
            } else {
                managed(kind, wanted, value, seen.what());
            }
        }
    }

    private <R extends Resource> void unmanaged(Registered<R> kind, R wanted, R value, Observed<?> seen) {
        boolean orphan = seen.owner() instanceof Owner.Unnamed;
        String whose = seen.owner() instanceof Owner.Unnamed unnamed ? "bears " + unnamed.mark() + ", which tells no topology that is known"
                : "is not managed by topo";
        String wayOut = orphan ? "; topo get --orphans lists such things, topo destroy --orphans deletes them"
                : "; delete or rename it first";
        if (value == null) {
            conflict(wanted, "is " + seen.what() + (orphan ? " and " + whose : ", not managed by topo") + wayOut);
            return;
        }
        if (!adopt) {
            conflict(wanted, "exists and " + whose + "; --adopt takes it over");
            return;
        }
        Optional<String> obstacle = kind.reconciler().replacement(value, wanted);
        if (obstacle.isPresent()) {
            conflict(wanted, "exists, " + whose + " and cannot be taken over (" + obstacle.get() + ")" + wayOut);
        } else {
            change(kind, new Update<>(value, wanted, true));
        }
    }

    private <R extends Resource> void managed(Registered<R> kind, R wanted, R value, String what) {
        if (value == null) {
            // There is no record of what it is, so the kind deletes by the wanted one's name.
            change(kind, new Replace<>(wanted, wanted, "is " + what));
        } else if (!value.equals(wanted)) {
            Optional<String> reason = lostWithItsNamespace(value).or(() -> kind.reconciler().replacement(value, wanted));
            change(kind, reason.isPresent() ? new Replace<>(value, wanted, reason.get()) : new Update<>(value, wanted));
        }
    }

    /** Adds it, unless the kernel would take something with it that was not seen. */
    private <R extends Resource> void change(Registered<R> kind, Change<R> change) {
        boolean takes = !blindness.isEmpty() && (change instanceof Replace || kind.reconciler().disrupts(change));
        if (!takes || !isHeld(change.id())) {
            changes.add(change);
        }
    }

    /** Deletions come first, and the kernel deletes what is in a namespace with it: nothing is left to be changed in place. */
    private Optional<String> lostWithItsNamespace(Resource value) {
        if (!going.isEmpty()) {
            for (NetnsName netns : value.namespaces()) {
                if (going.contains(netns)) {
                    return Optional.of("namespace " + netns + ", which it is in, is deleted");
                }
            }
        }
        return Optional.empty();
    }

    private void conflict(Resource wanted, String reason) {
        conflicts.add(new Conflict(wanted.id(), reason));
    }
}
