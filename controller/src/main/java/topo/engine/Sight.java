package topo.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.SurroundingsException;
import topo.api.Unseen;

/**
 * Looks with the eyes of all kinds. What one kind cannot see does not keep the others from looking; but the first kind tells the others
 * where to look, so that without it there is no look at all. For one look.
 */
final class Sight {
    private final List<Registered<?>> kinds;
    private final Look look;
    private final Map<ResourceId, Observed<?>> observed = new LinkedHashMap<>();
    private final Map<ResourceId, Resource> settled = new LinkedHashMap<>();

    Sight(List<Registered<?>> kinds, Look look) {
        this.kinds = kinds;
        this.look = look;
    }

    /** To be called once, before the others. */
    void open() {
        for (Registered<?> kind : kinds) {
            if (concerns(kind)) {
                attempt(kind, () -> observed.putAll(kind.reconciler().observe(look)));
            }
        }
        observed.entrySet().removeIf(seen -> seen.getValue().value() != null && !look.desired().contains(seen.getKey())
                && look.frame().leavesOut(seen.getValue().value(), look.desired()));
        for (Resource resource : look.desired().all()) {
            settled.put(resource.id(), null);
        }
        for (Registered<?> kind : kinds) {
            attempt(kind, () -> settle(kind));
        }
        observed.keySet().removeIf(this::isUnseen);
        settled.replaceAll((id, value) -> value != null || !isUnseen(id) ? value : look.desired().get(id).orElseThrow());
        settled.forEach((id, value) -> {
            if (value == null) {
                throw new IllegalArgumentException("no reconciler is registered for " + id);
            }
        });
    }

    /** Some kinds read much, whatever is wanted; a look at a part with none of theirs spares that. */
    private boolean concerns(Registered<?> kind) {
        return !look.frame().limited() || !look.desired().of(kind.type()).isEmpty();
    }

    private void attempt(Registered<?> kind, Runnable step) {
        try {
            step.run();
        } catch (SurroundingsException impossible) {
            throw impossible;
        } catch (RuntimeException refused) {
            if (kind == kinds.get(0)) {
                throw refused;
            }
            look.unseen(Unseen.everywhere(kind.kind(), refused.getMessage() == null ? refused.toString() : refused.getMessage()));
        }
    }

    private <R extends Resource> void settle(Registered<R> kind) {
        for (R wanted : look.desired().of(kind.type())) {
            if (!isUnseen(wanted.id())) {
                Observed<?> seen = observed.get(wanted.id());
                R value = seen == null || seen.value() == null ? null : kind.type().cast(seen.value());
                settled.put(wanted.id(), kind.reconciler().settle(wanted, value, look));
            }
        }
    }

    private boolean isUnseen(ResourceId id) {
        for (Unseen part : look.unseen()) {
            if (part.covers(id)) {
                return true;
            }
        }
        return false;
    }

    Map<ResourceId, Observed<?>> observed() {
        return observed;
    }

    /** What is wanted with its open fields filled in; what was not seen is as it was declared. */
    Resources settled() {
        return new Resources(settled.values());
    }
}
