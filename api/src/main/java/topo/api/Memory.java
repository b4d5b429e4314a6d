package topo.api;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What a topology must remember of its resources that the kernel cannot hold, such as a sysctl's earlier value. A value is durable
 * when {@link #remember} returns, so that it may be called right before the change that would lose it.
 */
public interface Memory {
    Optional<String> recall(ResourceId id);

    void remember(ResourceId id, String value);

    /** Remembers all of these, as durably; a store may make them durable in one write. */
    default void rememberAll(Map<ResourceId, String> values) {
        values.forEach(this::remember);
    }

    void forget(ResourceId id);

    /** Forgets all of these; a store may make that durable in one write. */
    default void forgetAll(Collection<ResourceId> ids) {
        ids.forEach(this::forget);
    }
}
