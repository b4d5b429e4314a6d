package topo.api.yaml;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;

/** Kinds that are small, and use all that the reader offers to the real ones. */
final class TestKinds {
    private TestKinds() {}

    static List<Kind<?>> all() {
        return List.of(new Namespaces(), new Links(), new Veths(), new Routes());
    }

    record Namespace(ResourceId id) implements Resource {
        @Override
        public List<Field> fields() {
            return List.of();
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return Set.of();
        }
    }

    static final class Namespaces implements Kind<Namespace> {
        @Override
        public String list() {
            return "namespaces";
        }

        @Override
        public String name() {
            return "namespace";
        }

        @Override
        public Namespace read(YamlMap entry) {
            NetnsName name = entry.require("name", Values.netnsName());
            return name == null ? null : new Namespace(new ResourceId("namespace", NetnsName.HOST, name.value()));
        }
    }

    /** {@code after} names links of the same namespace that must be there first. */
    record Link(ResourceId id, List<IpPrefix> addresses, Integer mtu, boolean up, List<String> after) implements Resource {
        @Override
        public List<Field> fields() {
            List<Field> fields = new ArrayList<>(List.of(new Field("addresses", addresses), new Field("up", up)));
            if (mtu != null) {
                fields.add(new Field("mtu", mtu));
            }
            return fields;
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            Set<ResourceId> found = new LinkedHashSet<>();
            for (String name : after) {
                found.add(new ResourceId("link", id.netns(), name));
            }
            return found;
        }

        @Override
        public Set<String> claims() {
            return Set.of("interface " + id.name() + id.netns().suffix());
        }
    }

    static final class Links implements Kind<Link> {
        @Override
        public String list() {
            return "links";
        }

        @Override
        public String name() {
            return "link";
        }

        @Override
        public Link read(YamlMap entry) {
            String name = entry.require("name", Values.interfaceName());
            NetnsName netns = entry.namespace();
            List<IpPrefix> addresses = entry.list("addresses", Values.interfaceAddress());
            Integer mtu = entry.get("mtu", Values.integer(68, 65535));
            boolean up = entry.get("up", true, Values.bool());
            List<String> after = entry.list("after", Values.interfaceName());
            return name == null ? null : new Link(new ResourceId("link", netns, name), addresses, mtu, up, after);
        }

        @Override
        public void check(Link link, YamlMap entry, Resources all) {
            for (String name : link.after()) {
                if (!all.contains(new ResourceId("link", link.id().netns(), name))) {
                    entry.problem("after", "unknown link \"" + name + "\"");
                }
            }
        }
    }

    /** Two ends, each an interface of its own. */
    record Veth(ResourceId id, List<ResourceId> ends) implements Resource {
        @Override
        public List<Field> fields() {
            return List.of(new Field("ends", ends));
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return Set.of();
        }

        @Override
        public Set<String> claims() {
            Set<String> claims = new LinkedHashSet<>();
            for (ResourceId end : ends) {
                claims.add("interface " + end.name() + end.netns().suffix());
            }
            return claims;
        }
    }

    static final class Veths implements Kind<Veth> {
        @Override
        public String list() {
            return "veths";
        }

        @Override
        public String name() {
            return "veth";
        }

        @Override
        public Veth read(YamlMap entry) {
            List<ResourceId> ends = new ArrayList<>();
            for (YamlMap end : entry.list("endpoints", YamlNode::asMap)) {
                String name = end.require("name", Values.interfaceName());
                NetnsName netns = end.namespace();
                end.list("addresses", Values.interfaceAddress());
                end.get("bridge", Values.interfaceName());
                if (name != null) {
                    ends.add(new ResourceId("veth", netns, name));
                }
            }
            if (ends.size() != 2) {
                entry.problem("endpoints", "expected two endpoints");
                return null;
            }
            return new Veth(ends.get(0), ends);
        }
    }

    /** Claims nothing beyond its id. */
    record Route(ResourceId id) implements Resource {
        @Override
        public List<Field> fields() {
            return List.of();
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return Set.of();
        }

        @Override
        public Set<String> claims() {
            return Set.of();
        }
    }

    static final class Routes implements Kind<Route> {
        @Override
        public String list() {
            return "routes";
        }

        @Override
        public String name() {
            return "route";
        }

        @Override
        public Route read(YamlMap entry) {
            String to = entry.require("to", node -> node.asText().equals("default") ? "default" : Values.network().read(node).toString());
            NetnsName netns = entry.namespace();
            entry.get("via", Values.address());
            return to == null ? null : new Route(new ResourceId("route", netns, to));
        }
    }
}
