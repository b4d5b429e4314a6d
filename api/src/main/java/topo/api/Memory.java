package topo.api;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a topology must remember of its resources that the kernel cannot hold, such as a sysctl's earlier value. A value is durable
 * when {@link #remember} returns, so that it may be called right before the change that would lose it.
 */
public interface Memory {
    Optional<String> recall(ResourceId id);

    /** All that something is remembered of. */
    default Set<ResourceId> known() {
        return Set.of();
    }

    /** Whether entries may have been lost, so that a thing which nothing is remembered of may have been changed all the same. */
    default boolean hasLost() {
        return false;
    }

    /**
     * To be called by a kind that finds nothing under an id where there may have been something. If entries may be lost, the user is told
     * once what follows from it; if the memory is whole, there never was one, and nothing is told.
     */
    default void missed(ResourceId id, String consequence) {}

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
