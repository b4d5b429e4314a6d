package topo.reconcilers;

import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;

/** A link as other kinds make them, with nothing to it but what others ask of one: {@code {namespace, name, addresses}}. */
public record DeclaredInterface(NetnsName netns, String name, List<IpPrefix> addresses) implements Resource {

    @Override
    public ResourceId id() {
        return new ResourceId("interface", netns, name);
    }

    @Override
    public List<Field> fields() {
        return List.of();
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        return Set.of();
    }

    @Override
    public List<InterfaceFacts> interfaces() {
        return List.of(new InterfaceFacts(netns, name, addresses, null));
    }

    public static final class Reading implements Kind<DeclaredInterface> {
        @Override
        public String list() {
            return "interfaces";
        }

        @Override
        public String name() {
            return "interface";
        }

        @Override
        public DeclaredInterface read(YamlMap entry) {
            NetnsName netns = entry.namespace();
            String name = entry.require("name", Values.interfaceName());
            return new DeclaredInterface(netns, name, entry.list("addresses", Values.interfaceAddress()));
        }
    }
}
