package topo.reconcilers.namespace;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

/**
 * A namespace that topo makes. {@code loopbackUp}: its {@code lo} is up; {@code managed}: its {@code lo} carries the topology's alias.
 * {@code aliases} are further names that others may look it up by.
 */
public record Namespace(NetnsName name, List<String> aliases, boolean loopbackUp, boolean managed) implements Resource {
    public static final String KIND = "namespace";

    public Namespace {
        aliases = List.copyOf(aliases);
    }

    public static ResourceId id(NetnsName name) {
        return new ResourceId(KIND, NetnsName.HOST, name.value());
    }

    // Written out: what a record has of its own is linked at run time, which every start would pay for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Namespace that && name.equals(that.name) && aliases.equals(that.aliases) && loopbackUp == that.loopbackUp
                && managed == that.managed;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public ResourceId id() {
        return id(name);
    }

    @Override
    public Set<NetnsName> namespaces() {
        return Set.of(name);
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        if (!aliases.isEmpty()) {
            fields.add(new Field("aliases", aliases));
        }
        fields.add(new Field("lo", loopbackUp ? "up" : "down"));
        fields.add(new Field("managed", managed));
        return fields;
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        return Set.of();
    }

    @Override
    public Set<String> claims() {
        Set<String> claims = new LinkedHashSet<>();
        claims.add("namespace " + name);
        return claims;
    }

    @Override
    public String title() {
        return KIND + " " + name;
    }
}
