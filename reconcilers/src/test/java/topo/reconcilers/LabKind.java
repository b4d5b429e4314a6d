package topo.reconcilers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.Change;
import topo.api.Change.Create;
import topo.api.Change.Delete;
import topo.api.Change.Replace;
import topo.api.Change.Update;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Reconciler;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;

/** A kind and its reconciler, with the casts that a list of several kinds needs. */
record LabKind<R extends Resource>(Class<R> type, Reconciler<R> reconciler) {

    void settle(Look look, Map<ResourceId, Observed<?>> observed, Map<ResourceId, Resource> settled) {
        for (R wanted : look.desired().of(type)) {
            settled.put(wanted.id(), reconciler.settle(wanted, value(observed.get(wanted.id())), look));
        }
    }

    private R value(Observed<?> seen) {
        return seen == null || seen.value() == null ? null : type.cast(seen.value());
    }

    /** Differences of this kind; what is not ours is a conflict, a line of words. */
    void compare(Resources settled, Map<ResourceId, Observed<?>> observed, List<Change<?>> changes, List<String> conflicts) {
        observed.forEach((id, seen) -> {
            if (type.isInstance(seen.value()) && seen.isOurs() && !settled.contains(id)) {
                changes.add(new Delete<>(type.cast(seen.value())));
            }
        });
        for (R wanted : settled.of(type)) {
            Observed<?> seen = observed.get(wanted.id());
            R value = value(seen);
            if (seen == null) {
                changes.add(new Create<>(wanted));
            } else if (!(seen.owner() instanceof Owner.Ours)) {
                conflicts.add("! " + wanted.title() + ": " + seen.owner() + (seen.what().isEmpty() ? "" : ", " + seen.what()));
            } else if (value == null) {
                changes.add(new Replace<>(wanted, wanted, "is " + seen.what()));
            } else if (!value.equals(wanted)) {
                Optional<String> reason = reconciler.replacement(value, wanted);
                changes.add(reason.isPresent() ? new Replace<>(value, wanted, reason.get()) : new Update<>(value, wanted));
            }
        }
    }

    boolean owns(Change<?> change) {
        return type.isInstance(change instanceof Delete<?> gone ? gone.from() : change.wanted().orElseThrow());
    }

    @SuppressWarnings("unchecked")
    boolean disrupts(Change<?> change) {
        return owns(change) && !(change instanceof Delete) && reconciler.disrupts((Change<R>) change);
    }

    void delete(List<Change<?>> changes, Session session) {
        List<R> gone = changes.stream().filter(this::owns).filter(change -> change instanceof Delete || change instanceof Replace)
                .map(change -> type.cast(change instanceof Delete<?> delete ? delete.from() : ((Replace<?>) change).from())).toList();
        reconciler.delete(gone, session);
    }

    @SuppressWarnings("unchecked")
    void apply(List<Change<?>> changes, Session session) {
        List<Change<R>> own = changes.stream().filter(this::owns).filter(change -> !(change instanceof Delete))
                .map(change -> (Change<R>) change).toList();
        reconciler.apply(own, session);
    }
}
