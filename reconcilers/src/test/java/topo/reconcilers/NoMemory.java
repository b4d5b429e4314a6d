package topo.reconcilers;

import java.util.Optional;
import topo.api.Memory;
import topo.api.ResourceId;

/** Of kinds that keep everything in the kernel: it has nothing, and gets nothing. */
public final class NoMemory implements Memory {
    @Override
    public Optional<String> recall(ResourceId id) {
        return Optional.empty();
    }

    @Override
    public void remember(ResourceId id, String value) {
        throw new AssertionError("remembers " + value + " of " + id);
    }

    @Override
    public void forget(ResourceId id) {
        throw new AssertionError("forgets " + id);
    }
}
