package topo.reconcilers.sysctl;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

/** A kernel parameter and its value, white space in it as the kernel's reader leaves it: one space for each run. */
public record Sysctl(NetnsName netns, SysctlName name, String value) implements Resource {
    static final String KIND = "sysctl";

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, netns, name.dotted());
    }

    @Override
    public List<Field> fields() {
        return List.of(new Field("value", value));
    }

    /** Two names for one variable of the kernel. */
    @Override
    public boolean overlaps(Resource other) {
        return other instanceof Sysctl that && netns.equals(that.netns) && name.variable().equals(that.name.variable());
    }

    /** Its namespace and, if it is an interface's, what makes that one. The others come before links, which take defaults from them. */
    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        Set<ResourceId> needed = new LinkedHashSet<>();
        if (!netns.isHost()) {
            needed.add(new ResourceId("namespace", NetnsName.HOST, netns.value()));
        }
        name.interfaceName().flatMap(device -> all.makerOf(netns, device)).ifPresent(maker -> needed.add(maker.id()));
        return needed;
    }
}
