package topo.reconcilers.bridge;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceYaml;

/**
 * A bridge. Times are in seconds: {@code ageingTime} 0 to 1000000 (0: learned addresses stay for ever), {@code forwardDelay} 0 to 30. Null:
 * this kernel does not report it.
 */
public record Bridge(Interface link, Boolean stp, Boolean vlanFiltering, Integer ageingTime, Integer forwardDelay,
        Boolean multicastSnooping) implements Resource {
    public static final String KIND = "bridge";

    // Written out: what a record has of its own is linked at run time, which every start would pay for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Bridge that && link.equals(that.link) && Objects.equals(stp, that.stp)
                && Objects.equals(vlanFiltering, that.vlanFiltering) && Objects.equals(ageingTime, that.ageingTime)
                && Objects.equals(forwardDelay, that.forwardDelay) && Objects.equals(multicastSnooping, that.multicastSnooping);
    }

    @Override
    public int hashCode() {
        return link.hashCode();
    }

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, link.netns(), link.name());
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        link.fields("", fields);
        add("stp", stp, fields);
        add("vlanFiltering", vlanFiltering, fields);
        add("ageingTime", ageingTime, fields);
        add("forwardDelay", forwardDelay, fields);
        add("multicastSnooping", multicastSnooping, fields);
        return fields;
    }

    private static void add(String name, Object value, List<Field> into) {
        if (value != null) {
            into.add(new Field(name, value));
        }
    }

    @Override
    public List<InterfaceFacts> interfaces() {
        return List.of(link.facts());
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        Set<ResourceId> needed = new LinkedHashSet<>();
        InterfaceYaml.dependencies(link, all, needed);
        return needed;
    }

    @Override
    public Set<String> claims() {
        return Set.of("interface " + link.title());
    }
}
