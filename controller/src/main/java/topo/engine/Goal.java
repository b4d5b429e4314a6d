package topo.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.Change;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Reconciler;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Session;

/** A kind as a restoration sees it: what is wanted was observed once. What still is just so is right, whatever it lacks. */
final class Goal<R extends Resource> implements Reconciler<R> {
    private final Reconciler<R> kind;

    private Goal(Reconciler<R> kind) {
        this.kind = kind;
    }

    static <R extends Resource> Registered<R> of(Registered<R> registered) {
        return new Registered<>(registered.kind(), registered.type(), new Goal<>(registered.reconciler()));
    }

    @Override
    public Map<ResourceId, Observed<R>> observe(Look look) {
        return kind.observe(look);
    }

    @Override
    public R settle(R before, R observed, Look look) {
        return before.equals(observed) ? before : kind.settle(kind.restorable(before).orElse(before), observed, look);
    }

    @Override
    public Optional<String> replacement(R from, R to) {
        return kind.replacement(from, to);
    }

    @Override
    public boolean disrupts(Change<R> change) {
        return kind.disrupts(change);
    }

    @Override
    public void delete(List<R> gone, Session session) {
        kind.delete(gone, session);
    }

    @Override
    public void apply(List<Change<R>> changes, Session session) {
        kind.apply(changes, session);
    }
}
