package topo.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Change;
import topo.api.Change.Delete;
import topo.api.Change.Replace;
import topo.api.Change.Restore;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;

/**
 * What the kernel drops along with a change: the ports of a replaced bridge, the routes of a link that goes down. All of it that is
 * wanted, and that no change of its own makes right anyway, is put back. Pure.
 */
final class Collateral {
    private final Map<String, Registered<?>> kinds = new HashMap<>();
    private final Resources settled;
    private final Dependencies wanted;

    /** A change that takes something away from its dependents, and the planned change that set it off. */
    private record Cause(ResourceId id, ResourceId root) {}

    Collateral(List<Registered<?>> kinds, Resources settled, Dependencies wanted) {
        kinds.forEach(kind -> this.kinds.put(kind.kind(), kind));
        this.settled = settled;
        this.wanted = wanted;
    }

    /** The restores that these changes make necessary; {@code because} is always one of these changes, never another restore. */
    List<Change<?>> of(List<Change<?>> changes) {
        Set<ResourceId> changed = new HashSet<>();
        ArrayDeque<Cause> causes = new ArrayDeque<>();
        for (Change<?> change : changes) {
            changed.add(change.id());
            if (!(change instanceof Delete) && disrupts(change)) {
                causes.add(new Cause(change.id(), change.id()));
            }
        }
        List<Change<?>> restores = new ArrayList<>();
        for (Cause cause = causes.poll(); cause != null; cause = causes.poll()) {
            for (ResourceId dependent : wanted.neededBy(cause.id())) {
                if (changed.add(dependent)) {
                    Resource resource = settled.get(dependent).orElseThrow();
                    Change<?> restore = new Restore<>(resource, cause.root());
                    restores.add(restore);
                    if (disrupts(restore)) {
                        causes.add(new Cause(dependent, cause.root()));
                    }
                }
            }
        }
        return restores;
    }

    private boolean disrupts(Change<?> change) {
        return change instanceof Replace || asks(kinds.get(change.id().kind()), change);
    }

    /** Whether the kernel drops state of others along with this change. */
    static boolean disrupts(List<Registered<?>> kinds, Change<?> change) {
        for (Registered<?> kind : kinds) {
            if (kind.kind().equals(change.id().kind())) {
                return !(change instanceof Delete) && (change instanceof Replace || asks(kind, change));
            }
        }
        return false;
    }

    /** A change belongs to its kind by its id; generics cannot say so. */
    @SuppressWarnings("unchecked")
    private static <R extends Resource> boolean asks(Registered<R> kind, Change<?> change) {
        return kind.reconciler().disrupts((Change<R>) change);
    }
}
