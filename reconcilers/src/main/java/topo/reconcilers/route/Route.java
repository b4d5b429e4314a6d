package topo.reconcilers.route;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;

/**
 * A route. What the kernel tells routes apart by is its {@link Key}; the rest can change in place. {@code scope} is RT_SCOPE_*; {@code mtu} 0 is
 * none; {@code dev} null is left to the kernel. {@code managed}: it carries topo's protocol.
 */
public record Route(Key key, String type, IpAddress via, String dev, int scope, IpAddress source, boolean onlink, int mtu, List<Hop> hops,
        boolean managed) implements Resource {
    public static final String KIND = "route";
    static final int RT_TABLE_MAIN = 254;

    /** {@code metric} as the kernel keeps it: IPv6 has 1024 for none. */
    public record Key(NetnsName netns, IpPrefix to, int table, long metric) {
        private static final long IPV6_METRIC = 1024;

        public Key {
            metric = to.v6() && metric == 0 ? IPV6_METRIC : metric;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && metric == key.metric && table == key.table && to.equals(key.to) && netns.equals(key.netns);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * (31 * netns.hashCode() + to.hashCode()) + table) + Long.hashCode(metric);
        }

        String name() {
            String name = to.isDefault() ? to.v6() ? "default IPv6" : "default" : to.toString();
            String withMetric = metric == (to.v6() ? IPV6_METRIC : 0) ? name : name + " metric " + metric;
            return table == RT_TABLE_MAIN ? withMetric : withMetric + " table " + table;
        }
    }

    /** One of several ways; {@code weight} is 1 to 256. */
    public record Hop(IpAddress via, String dev, int weight) {
        @Override
        public String toString() {
            return (via == null ? "" : "via " + via + " ") + (dev == null ? "" : "dev " + dev + " ") + "weight " + weight;
        }
    }

    public Route {
        hops = List.copyOf(hops);
    }

    // Written out: what a record has of its own is linked at run time, which every start would pay for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Route that && key.equals(that.key) && type.equals(that.type) && scope == that.scope && onlink == that.onlink
                && mtu == that.mtu && managed == that.managed && Objects.equals(via, that.via) && Objects.equals(dev, that.dev)
                && Objects.equals(source, that.source) && Objects.equals(hops, that.hops);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, key.netns(), key.name());
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("type", type));
        add("via", via, fields);
        add("dev", dev, fields);
        fields.add(new Field("scope", RouteWords.scope(scope)));
        add("source", source, fields);
        fields.add(new Field("onlink", onlink));
        add("mtu", mtu == 0 ? null : mtu, fields);
        add("nextHops", hops.isEmpty() ? null : hops, fields);
        fields.add(new Field("managed", managed));
        return fields;
    }

    private static void add(String name, Object value, List<Field> into) {
        if (value != null) {
            into.add(new Field(name, value));
        }
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        Set<ResourceId> needed = new LinkedHashSet<>();
        if (!key.netns().isHost()) {
            needed.add(new ResourceId("namespace", NetnsName.HOST, key.netns().value()));
        }
        reach(via, dev, all, needed);
        hops.forEach(hop -> reach(hop.via(), hop.dev(), all, needed));
        if (source != null) {
            for (InterfaceFacts made : all.interfaces(key.netns())) {
                if (made.has(source)) {
                    all.makerOf(key.netns(), made.name()).ifPresent(maker -> needed.add(maker.id()));
                }
            }
        }
        return needed;
    }

    private void reach(IpAddress gateway, String device, Resources all, Set<ResourceId> into) {
        if (device != null) {
            all.makerOf(key.netns(), device).ifPresent(maker -> into.add(maker.id()));
        }
        if (gateway == null) {
            return;
        }
        boolean direct = false;
        for (InterfaceFacts made : all.interfaces(key.netns())) {
            if (made.reaches(gateway)) {
                all.makerOf(key.netns(), made.name()).ifPresent(maker -> into.add(maker.id()));
                direct = true;
            }
        }
        if (!direct) {
            linkRoutesTo(gateway, all).forEach(route -> into.add(route.id()));
        }
    }

    /** The interface that the (first) gateway is reached by: the one named, or the one of these with an address of its network. */
    Optional<String> way(List<InterfaceFacts> here) {
        Hop first = hops.isEmpty() ? new Hop(via, dev, 1) : hops.get(0);
        if (first.dev() != null || first.via() == null) {
            return Optional.ofNullable(first.dev());
        }
        for (InterfaceFacts made : here) {
            if (made.reaches(first.via())) {
                return Optional.of(made.name());
            }
        }
        return Optional.empty();
    }

    /** The other declared routes that lead to this gateway without one of their own. */
    List<Route> linkRoutesTo(IpAddress gateway, Resources all) {
        return all.of(Route.class).stream().filter(other -> other.key.netns().equals(key.netns()) && !other.key.equals(key)
                && other.via == null && other.hops.isEmpty() && !other.key.to().isDefault() && other.key.to().contains(gateway)).toList();
    }
}
