package topo.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import topo.api.Field;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Memory;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.engine.Pass;
import topo.engine.Registered;

/**
 * One look at the host on behalf of nobody, which finds nothing and changes nothing. On a thread of its own, while documents are read, it loads
 * and links the code of the look that follows, a tenth of a short run.
 */
final class Rehearsal implements Memory {
    /** Recorded, so that no kind searches the host for what a lost record would have named. */
    private record Nothing() implements Resource {
        @Override
        public ResourceId id() {
            return new ResourceId("nothing", NetnsName.HOST, "nothing");
        }

        @Override
        public List<Field> fields() {
            return List.of();
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return Set.of();
        }
    }

    /** {@code kinds}: bound to a kernel that nobody else uses. What fails here comes up again where it matters. */
    static void of(List<Registered<?>> kinds) {
        try {
            Look look = new Look(new Mark("-"), Resources.NONE, new Resources(List.of(new Nothing())), new Rehearsal());
            new Pass(kinds, false).observe(look);
        } catch (RuntimeException again) {
            return;
        }
    }

    @Override
    public Optional<String> recall(ResourceId id) {
        return Optional.empty();
    }

    @Override
    public void remember(ResourceId id, String value) {}

    @Override
    public void forget(ResourceId id) {}
}
