package topo.reconcilers.veth;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceYaml;

/**
 * A veth pair, its ends in the order of the document. An observed pair takes the id of the wanted pair with which it shares an end, so that
 * a pair whose other end has moved or changed its name is still the same one.
 */
public record Veth(ResourceId id, Interface first, Interface second) implements Resource {
    public static final String KIND = "veth";
    /** Stands for an end that has left for a namespace that this topology does not know. */
    static final NetnsName ELSEWHERE = new NetnsName("?");

    /** The id of a pair by its first end. */
    public static ResourceId id(Interface first) {
        return new ResourceId(KIND, first.netns(), first.name());
    }

    // Written out: what a record has of its own is linked at run time, which every start would pay for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Veth that && id.equals(that.id) && first.equals(that.first) && second.equals(that.second);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    boolean isTorn() {
        return first.netns().equals(ELSEWHERE) || second.netns().equals(ELSEWHERE);
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>(first.placedFields("endpoints[0]."));
        fields.addAll(second.placedFields("endpoints[1]."));
        return fields;
    }

    @Override
    public Set<NetnsName> namespaces() {
        return first.netns().equals(second.netns()) ? Set.of(first.netns()) : Set.of(first.netns(), second.netns());
    }

    @Override
    public List<InterfaceFacts> interfaces() {
        return List.of(first.facts(), second.facts());
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        Set<ResourceId> needed = new LinkedHashSet<>();
        InterfaceYaml.dependencies(first, all, needed);
        InterfaceYaml.dependencies(second, all, needed);
        return needed;
    }

    @Override
    public Set<String> claims() {
        Set<String> claims = new LinkedHashSet<>();
        claims.add("interface " + first.title());
        claims.add("interface " + second.title());
        return claims;
    }

    @Override
    public String title() {
        return KIND + " " + first.title() + " <-> " + second.title();
    }
}
