package topo.api;

import java.util.Optional;

/**
 * Something in the kernel that bears a mark of topo, of whatever topology.
 *
 * @param id what it is and where; for a list, not to be found again by
 * @param mark which mark it bears, in words: {@code alias topo:office}
 * @param owner the topology that the mark tells, by name or by hash; {@link Mark#UNKNOWN} if it tells none
 * @param resource as a record would have declared it, for a kind that takes only what is recorded for its own; else empty
 */
public record Trace(ResourceId id, String mark, Mark owner, Optional<Resource> resource) {
    public Trace(ResourceId id, String mark, Mark owner) {
        this(id, mark, owner, Optional.empty());
    }
}
