package topo.reconcilers.sysctl;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import topo.api.Memory;
import topo.api.ResourceId;

/** Remembers in this process, until it is {@link #full}. */
final class CaseMemory implements Memory {
    final Map<ResourceId, String> values = new HashMap<>();
    boolean full;

    @Override
    public Optional<String> recall(ResourceId id) {
        return Optional.ofNullable(values.get(id));
    }

    @Override
    public void remember(ResourceId id, String value) {
        if (full) {
            throw new IllegalStateException("remember: ENOSPC: No space left on device");
        }
        values.put(id, value);
    }

    @Override
    public void forget(ResourceId id) {
        values.remove(id);
    }
}
