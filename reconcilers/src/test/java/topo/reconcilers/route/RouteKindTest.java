package topo.reconcilers.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import topo.api.ResourceId;
import topo.api.Topology;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.reconcilers.Components;
import topo.reconcilers.Documents;

/** {@code routes:} in documents. */
class RouteKindTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final String RED_LAB = """
            namespaces: [{ name: red }]
            veths: [{ endpoints: [{ namespace: red, name: eth0, addresses: [10.0.0.2/24, "2001:db8::2/64"] }, { namespace: red, name: b }]}]
            """;

    /** Line 7 of the document; the route is in a namespace that is declared with all its interfaces. */
    private static List<String> inRed(String fields) {
        return Documents.problems(RED_LAB + "routes: [{ namespace: red, " + fields + " }]\n");
    }

    private static Route route(String fields) {
        return Documents.one(Route.class, RED_LAB + "routes: [{ namespace: red, " + fields + " }]\n");
    }

    @Test
    void aDefaultRoute() {
        Topology lab = Documents.read(RED_LAB + "routes: [{ namespace: red, to: default, via: 10.0.0.1 }]\n");
        Route route = lab.resources().of(Route.class).get(0);
        assertEquals(new Route(new Route.Key(RED, IpPrefix.DEFAULT4, 254, 0), "unicast", IpAddress.parse("10.0.0.1"), null, 0, null,
                false, 0, List.of(), true), route);
        assertEquals("route default (namespace red)", route.title());
        assertEquals(Set.of("namespace red", "veth eth0 (namespace red)"),
                route.dependsOn(lab.resources()).stream().map(ResourceId::toString).collect(Collectors.toSet()));
    }

    @Test
    void theFamilyOfADefaultIsThatOfItsGateway() {
        assertEquals(IpPrefix.DEFAULT6, route("to: default, via: \"2001:db8::1\"").key().to());
        assertEquals(IpPrefix.DEFAULT6, route("to: default, dev: eth0, source: \"2001:db8::2\"").key().to());
        assertEquals(IpPrefix.DEFAULT4, route("to: default, dev: eth0").key().to());
        assertEquals(IpPrefix.DEFAULT6, route("to: \"::/0\", dev: eth0").key().to());
    }

    @Test
    void ipv6HasTheMetric1024ForNone() {
        assertEquals(new Route.Key(RED, IpPrefix.DEFAULT6, 254, 1024), new Route.Key(RED, IpPrefix.DEFAULT6, 254, 0));
        assertEquals(0, new Route.Key(RED, IpPrefix.DEFAULT4, 254, 0).metric());
        assertEquals("default IPv6", new Route.Key(RED, IpPrefix.DEFAULT6, 254, 1024).name());
        assertEquals("default metric 1024", new Route.Key(RED, IpPrefix.DEFAULT4, 254, 1024).name());
        assertEquals("10.0.0.0/8 metric 5 table 100", new Route.Key(RED, IpPrefix.parse("10.0.0.0/8"), 100, 5).name());
    }

    @Test
    void scopesAsIpRouteHasThem() {
        assertEquals(RouteWords.RT_SCOPE_LINK, route("to: 10.9.0.0/16, dev: eth0").scope());
        assertEquals(RouteWords.RT_SCOPE_UNIVERSE, route("to: 10.9.0.0/16, via: 10.0.0.1").scope());
        assertEquals(RouteWords.RT_SCOPE_HOST, route("to: 10.9.0.0/16, dev: eth0, type: local").scope());
        assertEquals(RouteWords.RT_SCOPE_UNIVERSE, route("to: 10.9.0.0/16, type: blackhole").scope());
        assertEquals(200, route("to: 10.9.0.0/16, dev: eth0, scope: site").scope());
        assertEquals(0, route("to: \"2001:db8:9::/48\", dev: eth0, scope: link").scope());
    }

    @Test
    void tablesByNumberAndName() {
        assertEquals(254, route("to: 10.9.0.0/16, dev: eth0, table: main").key().table());
        assertEquals(255, route("to: 10.9.0.0/16, dev: eth0, table: local").key().table());
        assertEquals(2147483647, route("to: 10.9.0.0/16, dev: eth0, table: 2147483647").key().table());
        assertEquals(List.of("7:65: spec.routes[0].table: unknown routing table \"mian\"; use its number, or name it in"
                + " /etc/iproute2/rt_tables"),
                inRed("to: 10.9.0.0/16, dev: eth0, table: mian"));
        assertEquals(List.of("7:65: spec.routes[0].table: 0 is not between 1 and 2147483647"),
                inRed("to: 10.9.0.0/16, dev: eth0, table: 0"));
    }

    @Test
    void oneNextHopIsAGateway() {
        Route route = route("to: default, nextHops: [{ via: 10.0.0.1, dev: eth0, weight: 7 }]");
        assertEquals(route("to: default, via: 10.0.0.1, dev: eth0"), route);
    }

    @Test
    void aSingleNextHopIsCheckedWhereItStands() {
        assertEquals(List.of("7:61: spec.routes[0].nextHops[0].via: no interface declared in namespace red reaches the gateway"
                + " 192.0.2.1; addresses"
                + " there: [10.0.0.2/24, 2001:db8::2/64]"), inRed("to: default, nextHops: [{ via: 192.0.2.1 }]"));
        assertEquals(List.of("7:61: spec.routes[0].nextHops[0].via: every interface has the network of the link-local gateway fe80::1;"
                + " name the one"
                + " that is meant with \"dev\""), inRed("to: default, nextHops: [{ via: \"fe80::1\" }]"));
    }

    @Test
    void aRouteMustLeadSomewhere() {
        String nowhere = ": the route leads nowhere: give it \"via\" (a gateway), \"dev\" (an interface) or \"nextHops\"";
        assertEquals(List.of("7:12: spec.routes[0]" + nowhere), inRed("to: default"));
        assertEquals(List.of("7:12: spec.routes[0]" + nowhere), inRed("to: default, nextHops: []"));
        assertEquals(List.of("7:12: spec.routes[0]: the field \"to\" is missing"), inRed("via: 10.0.0.1"));
        assertEquals(List.of("7:49: spec.routes[0].type: a route of type blackhole drops packets; it has no \"via\", \"dev\" or"
                + " \"nextHops\""),
                inRed("to: default, type: blackhole, dev: eth0"));
    }

    @Test
    void hostBitsAndFamilies() {
        assertEquals(List.of("7:34: spec.routes[0].to: 10.9.0.1/16 has host bits set (the network is 10.9.0.0/16)"),
                inRed("to: 10.9.0.1/16, dev: eth0"));
        assertEquals(List.of("7:58: spec.routes[0].via: an IPv6 route cannot have the IPv4 gateway 10.0.0.1"),
                inRed("to: \"2001:db8:9::/48\", via: 10.0.0.1"));
        assertEquals(List.of("7:66: spec.routes[0].source: 2001:db8::2 and 10.9.0.0/16 are not of one address family"),
                inRed("to: 10.9.0.0/16, dev: eth0, source: \"2001:db8::2\""));
        assertEquals(List.of("7:63: spec.routes[0].nextHops: an IPv6 route cannot have an IPv4 gateway"),
                inRed("to: \"2001:db8:9::/48\", nextHops: [{ via: 10.0.0.1 }, { dev: eth0 }]"));
        assertEquals(IpAddress.parse("2001:db8::1"), route("to: 10.9.0.0/16, via: \"2001:db8::1\"").via());
    }

    @Test
    void gatewaysStandInOnePlace() {
        assertEquals(List.of("7:68: spec.routes[0].nextHops: gateways stand either here or in \"via\" and \"dev\", not in both"),
                inRed("to: default, via: 10.0.0.1, nextHops: [{ dev: eth0 }]"));
        assertEquals(List.of("7:54: spec.routes[0].nextHops[0]: a next hop needs \"via\" or \"dev\"",
                "7:90: spec.routes[0].nextHops[1].weight: 257 is not between 1 and 256"),
                inRed("to: default, nextHops: [{ weight: 3 }, { dev: eth0, weight: 257 }]"));
    }

    @Test
    void onlinkNeedsGatewayAndDevice() {
        String why = "needs both \"via\" and \"dev\": it says that the gateway is on that link although no address there reaches it";
        assertEquals(List.of("7:66: spec.routes[0].onlink: " + why), inRed("to: default, via: 10.0.0.1, onlink: true"));
        assertTrue(route("to: default, via: 192.0.2.1, dev: eth0, onlink: true").onlink());
    }

    @Test
    void gatewaysThatNoInterfaceReaches() {
        assertEquals(List.of("7:48: spec.routes[0].via: no interface declared in namespace red reaches the gateway 192.0.2.1; addresses"
                + " there:"
                + " [10.0.0.2/24, 2001:db8::2/64]"), inRed("to: default, via: 192.0.2.1"));
        assertEquals(List.of("7:48: spec.routes[0].via: no interface b reaches the gateway 10.0.0.1; it has no address"),
                inRed("to: default, via: 10.0.0.1, dev: b"));
        assertEquals(List.of("7:48: spec.routes[0].via: the gateway 10.0.0.2 is an address of namespace red itself"),
                inRed("to: default, via: 10.0.0.2"));
    }

    @Test
    void aGatewayBehindADeclaredRouteIsReached() {
        assertEquals(2, Documents.read(RED_LAB + """
                routes:
                  - { namespace: red, to: 192.0.2.1, dev: eth0 }
                  - { namespace: red, to: default, via: 192.0.2.1 }
                """).resources().of(Route.class).size());
    }

    @Test
    void aLinkLocalGatewayNeedsItsLink() {
        assertEquals(List.of("7:48: spec.routes[0].via: every interface has the network of the link-local gateway fe80::1; name the one"
                + " that is meant"
                + " with \"dev\""), inRed("to: default, via: \"fe80::1\""));
        assertEquals("eth0", route("to: default, via: \"fe80::1\", dev: eth0").dev());
    }

    @Test
    void unknownDevices() {
        assertEquals(List.of("7:48: spec.routes[0].dev: unknown interface \"eth1\" in namespace red (did you mean \"eth0\"?)"),
                inRed("to: default, dev: eth1"));
        assertEquals(List.of("7:48: spec.routes[0].dev: unknown interface \"wlan\" in namespace red; declared there: eth0, b"),
                inRed("to: default, dev: wlan"));
        assertEquals("lo", route("to: default, dev: lo").dev());
    }

    @Test
    void nothingIsKnownOfTheHostsInterfaces() {
        assertEquals("wlan", Documents.one(Route.class, "routes: [{ to: default, via: 192.0.2.1, dev: wlan }]").dev());
    }

    @Test
    void theSameRouteTwice() {
        assertEquals(List.of("9:5: spec.routes[1]: route default (namespace red) is declared already, in spec.routes[0] at line 8"),
                Documents.problems(RED_LAB + """
                routes:
                - { namespace: red, to: default, via: 10.0.0.1 }
                - { namespace: red, to: 0.0.0.0/0, dev: eth0 }
                """));
    }

    @Test
    void everyFieldMakesADifference() {
        Route.Key key = new Route.Key(RED, IpPrefix.parse("10.9.0.0/16"), 254, 5);
        IpAddress address = IpAddress.parse("10.0.0.1");
        assertEquals(List.of(), Components.ignoredByEquals(
                new Route(key, "unicast", address, "eth0", 0, address, true, 1300, List.of(new Route.Hop(address, "eth0", 1)), true),
                Map.of("key", new Route.Key(RED, IpPrefix.parse("10.9.0.0/16"), 254, 6))));
        assertEquals(List.of(), Components.ignoredByEquals(key, Map.of("to", IpPrefix.parse("10.9.0.0/17"))));
    }
}
