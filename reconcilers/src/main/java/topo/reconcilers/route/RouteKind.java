package topo.reconcilers.route;

import java.util.ArrayList;
import java.util.List;
import topo.api.InterfaceFacts;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.Suggestion;
import topo.api.yaml.Values;
import topo.api.yaml.YamlList;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlMap.Reader;
import topo.api.yaml.YamlNode;

/**
 * <pre>
 * routes:
 *   - { namespace: red, to: default, via: 10.0.0.1 }
 *   - { to: 10.9.0.0/16, type: blackhole, metric: 4096 }
 * </pre>
 */
public final class RouteKind implements Kind<Route> {
    private static final Reader<Long> METRIC = Values.number(0, 0xffffffffL);
    private static final Reader<Integer> MTU = Values.integer(68, 65535);
    private static final Reader<Integer> WEIGHT = Values.integer(1, 256);
    private static final Reader<String> TYPE = Values.oneOf("unicast", "blackhole", "unreachable", "prohibit", "throw", "local");

    @Override
    public String list() {
        return "routes";
    }

    @Override
    public String name() {
        return Route.KIND;
    }

    @Override
    public Route read(YamlMap entry) {
        NetnsName netns = entry.namespace();
        IpAddress via = entry.get("via", Values.address());
        String dev = entry.get("dev", Values.deviceName());
        IpAddress source = entry.get("source", Values.address());
        List<Route.Hop> hops = entry.list("nextHops", node -> hop(node.asMap()));
        boolean v6 = isV6(via) || isV6(source) || hasGateway(hops, true);
        IpPrefix to = entry.require("to", node -> node.asText().equals("default") ? v6 ? IpPrefix.DEFAULT6 : IpPrefix.DEFAULT4
                : Values.network().read(node));
        int table = entry.get("table", Route.RT_TABLE_MAIN, RouteWords::readTable);
        long metric = entry.get("metric", 0L, METRIC);
        String type = entry.get("type", "unicast", TYPE);
        Integer scope = entry.get("scope", RouteWords::readScope);
        boolean onlink = entry.get("onlink", false, Values.bool());
        int mtu = entry.get("mtu", 0, MTU);
        shape(entry, type, via, dev, hops, onlink);
        needsLink(entry, via, dev);
        if (to == null) {
            return null;
        }
        families(entry, to, via, source, hops);
        int settledScope = to.v6() ? RouteWords.RT_SCOPE_UNIVERSE : scope != null ? scope : defaultScope(type, via == null && hops.isEmpty());
        Route.Key key = new Route.Key(netns, to, table, metric);
        if (hops.size() == 1) {
            // The kernel keeps, and reports, a single next hop as a gateway.
            Route.Hop only = hops.get(0);
            return new Route(key, type, only.via(), only.dev(), settledScope, source, onlink, mtu, List.of(), true);
        }
        return new Route(key, type, via, dev, settledScope, source, onlink, mtu, hops, true);
    }

    private static boolean isV6(IpAddress address) {
        return address != null && address.v6();
    }

    private static boolean hasGateway(List<Route.Hop> hops, boolean v6) {
        for (Route.Hop hop : hops) {
            if (hop.via() != null && hop.via().v6() == v6) {
                return true;
            }
        }
        return false;
    }

    private static Route.Hop hop(YamlMap block) {
        IpAddress via = block.get("via", Values.address());
        String dev = block.get("dev", Values.deviceName());
        int weight = block.get("weight", 1, WEIGHT);
        if (!block.has("via") && !block.has("dev")) {
            block.problem("a next hop needs \"via\" or \"dev\"");
        }
        needsLink(block, via, dev);
        return new Route.Hop(via, dev, weight);
    }

    private static void needsLink(YamlMap block, IpAddress via, String dev) {
        if (via != null && via.v6() && via.isLinkLocal() && dev == null && !block.has("dev")) {
            block.problem("via", "every interface has the network of the link-local gateway " + via
                    + "; name the one that is meant with \"dev\"");
        }
    }

    /** As ip-route(8): a destination that is reached without a gateway is on the link. */
    private static int defaultScope(String type, boolean direct) {
        return type.equals("local") ? RouteWords.RT_SCOPE_HOST
                : type.equals("unicast") && direct ? RouteWords.RT_SCOPE_LINK : RouteWords.RT_SCOPE_UNIVERSE;
    }

    private static void shape(YamlMap entry, String type, IpAddress via, String dev, List<Route.Hop> hops, boolean onlink) {
        boolean leads = type.equals("unicast") || type.equals("local");
        boolean hopless = !entry.has("nextHops") || entry.node("nextHops") instanceof YamlList list && list.items().isEmpty();
        if (leads && !entry.has("via") && !entry.has("dev") && hopless) {
            entry.problem("the route leads nowhere: give it \"via\" (a gateway), \"dev\" (an interface) or \"nextHops\"");
        }
        if (!leads && (via != null || dev != null || !hops.isEmpty())) {
            entry.problem("type", "a route of type " + type + " drops packets; it has no \"via\", \"dev\" or \"nextHops\"");
        }
        if (!hops.isEmpty() && (via != null || dev != null)) {
            entry.problem("nextHops", "gateways stand either here or in \"via\" and \"dev\", not in both");
        }
        if (onlink && (via == null || dev == null)) {
            entry.problem("onlink", "needs both \"via\" and \"dev\": it says that the gateway is on that link although no address there reaches it");
        }
    }

    private static void families(YamlMap entry, IpPrefix to, IpAddress via, IpAddress source, List<Route.Hop> hops) {
        if (source != null && source.v6() != to.v6()) {
            entry.problem("source", source + " and " + to + " are not of one address family");
        }
        if (via != null && to.v6() && !via.v6()) {
            entry.problem("via", "an IPv6 route cannot have the IPv4 gateway " + via);
        }
        if (to.v6() && hasGateway(hops, false)) {
            entry.problem("nextHops", "an IPv6 route cannot have an IPv4 gateway");
        }
    }

    @Override
    public void check(Route declared, YamlMap entry, Resources all) {
        List<YamlNode> blocks = entry.node("nextHops") instanceof YamlList list ? list.items() : List.of();
        checkWay(declared, declared.via(), declared.dev(), blocks.size() == 1 ? blocks.get(0).asMap() : entry, all);
        for (int i = 0; i < declared.hops().size() && i < blocks.size(); i++) {
            checkWay(declared, declared.hops().get(i).via(), declared.hops().get(i).dev(), blocks.get(i).asMap(), all);
        }
    }

    /** In the host's namespace and in joined ones there are interfaces that no topology declares, so nothing can be said there. */
    private static void checkWay(Route declared, IpAddress via, String dev, YamlMap block, Resources all) {
        NetnsName netns = declared.key().netns();
        if (!all.contains(new ResourceId("namespace", NetnsName.HOST, netns.value()))) {
            return;
        }
        List<InterfaceFacts> here = all.interfaces(netns);
        if (dev != null && !dev.equals("lo") && !all.interfaceMakers(netns).containsKey(dev)) {
            List<String> names = List.copyOf(all.interfaceMakers(netns).keySet());
            String near = Suggestion.of(dev, names);
            block.problem("dev", "unknown interface \"" + dev + "\" in namespace " + netns
                    + (!near.isEmpty() ? near : names.isEmpty() ? "; none is declared there" : "; declared there: " + String.join(", ", names)));
            return;
        }
        if (via == null || declared.onlink() || via.isLinkLocal() && via.v6()) {
            return;
        }
        boolean own = false;
        boolean reached = false;
        List<IpPrefix> reachable = new ArrayList<>();
        for (InterfaceFacts made : here) {
            if (dev == null || made.name().equals(dev)) {
                reachable.addAll(made.addresses());
                own |= made.has(via);
                reached |= made.reaches(via);
            }
        }
        if (!reached && declared.linkRoutesTo(via, all).isEmpty()) {
            block.problem("via", "no interface " + (dev == null ? "declared in namespace " + netns : dev) + " reaches the gateway " + via
                    + (reachable.isEmpty() ? "; it has no address" : "; addresses there: " + reachable));
        } else if (own) {
            block.problem("via", "the gateway " + via + " is an address of namespace " + netns + " itself");
        }
    }
}
