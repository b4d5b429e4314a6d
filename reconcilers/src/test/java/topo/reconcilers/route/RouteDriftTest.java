package topo.reconcilers.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.reconcilers.Documents;
import topo.reconcilers.Lab;

/** Routes that others change, whose a route is, and which interface the default route leaves by. */
class RouteDriftTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final String HEAD = """
            namespaces: [{ name: red }]
            veths:
              - endpoints:
                  - { namespace: red, name: eth0, addresses: [10.0.0.2/24, "2001:db8::2/64"] }
                  - { namespace: red, name: eth1, addresses: [10.1.0.2/24] }
            """;
    private static final String DEFAULTS = HEAD + """
            routes:
              - { namespace: red, to: default, via: 10.0.0.1 }
              - { namespace: red, to: default, via: "2001:db8::1" }
            """;

    private Lab lab;

    @BeforeEach
    void open() {
        lab = Lab.open();
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    private String shown(String words) {
        return lab.ip("red", words).replaceAll(" +\n", "\n").replaceAll(" +", " ").strip();
    }

    @Test
    void routesDeletedByHandAreAdded() {
        lab.apply(DEFAULTS);
        lab.ip("red", "route del default");
        lab.ip("red", "-6 route del default");
        assertEquals(List.of("+ route default (namespace red)", "+ route default IPv6 (namespace red)"), lab.apply(DEFAULTS));
    }

    @Test
    void aForeignRouteInThePlaceOfOursIsDriftInOurOwnNamespace() {
        lab.apply(DEFAULTS);
        lab.ip("red", "route replace default via 10.1.0.1");
        lab.ip("red", "-6 route replace default via 2001:db8::9");
        assertEquals(List.of("~ route default (namespace red): via 10.1.0.1 -> 10.0.0.1, dev eth1 -> eth0, managed false -> true",
                "~ route default IPv6 (namespace red): via 2001:db8::9 -> 2001:db8::1, managed false -> true"), lab.apply(DEFAULTS));
        assertEquals("default via 10.0.0.1 dev eth0 proto 199", shown("route show default"));
        assertEquals("default via 2001:db8::1 dev eth0 proto 199 metric 1024 pref medium", shown("-6 route show default"));
    }

    @Test
    void foreignRoutesThatAreInNobodysWayStay() {
        lab.apply(DEFAULTS);
        lab.ip("red", "route add 192.0.2.0/24 via 10.0.0.9");
        lab.ip("red", "route add default via 10.0.0.9 metric 50");
        assertEquals(List.of(), lab.diff(DEFAULTS));
        assertEquals(Set.of("- route default (namespace red)", "- route default IPv6 (namespace red)"), Set.copyOf(lab.apply(HEAD)));
        assertEquals("default via 10.0.0.9 dev eth0 metric 50", shown("route show default"));
        assertEquals("192.0.2.0/24 via 10.0.0.9 dev eth0", shown("route show 192.0.2.0/24"));
    }

    @Test
    void aMarkedRouteThatNobodyDeclaresGoesFromOurOwnNamespace() {
        lab.apply(DEFAULTS);
        lab.ip("red", "route add 192.0.2.0/24 via 10.0.0.9 proto 199");
        assertEquals(List.of("- route 192.0.2.0/24 (namespace red)"), lab.apply(DEFAULTS));
    }

    @Test
    void routesAreFoundWithoutAnyRecord() {
        lab.apply(DEFAULTS);
        lab.forget();
        assertEquals(2, lab.diff(HEAD).stream().filter(line -> line.startsWith("- route")).count());
    }

    @Test
    void aDeletionNamesTheProtocolSoThatItNeverHitsAForeignRoute() {
        lab.apply(DEFAULTS);
        List<Route> ours = Documents.read(DEFAULTS).resources().of(Route.class);
        lab.ip("red", "route replace default via 10.1.0.1");
        lab.ip("red", "-6 route replace default via 2001:db8::9");
        Session session = new Session(lab.mark(), Resources.NONE, Set.of(), null);
        new RouteReconciler(lab.host().sockets()).delete(ours, session);
        assertEquals(Map.of(), session.failures());
        assertEquals("default via 10.1.0.1 dev eth1", shown("route show default"));
        assertTrue(shown("-6 route show default").contains("via 2001:db8::9"));
    }

    @Test
    void routesOfANamespaceThatGoesOrIsNotThereAreLeft() {
        lab.apply(DEFAULTS);
        List<Route> ours = Documents.read(DEFAULTS).resources().of(Route.class);
        Session going = new Session(lab.mark(), Resources.NONE, Set.of(RED), null);
        new RouteReconciler(lab.host().sockets()).delete(ours, going);
        assertTrue(shown("route show default").contains("10.0.0.1"));
        lab.destroy();
        Session gone = new Session(lab.mark(), Resources.NONE, Set.of(), null);
        new RouteReconciler(lab.host().sockets()).delete(ours, gone);
        assertEquals(Map.of(), gone.failures());
    }

    @Test
    void inANamespaceOfAnotherTopologyAnUnmarkedRouteIsTheirs() {
        lab.apply(DEFAULTS);
        lab.ip("red", "route replace default via 10.1.0.1");
        Look look = lab.neighbour("office").look(Documents.read(DEFAULTS).resources());
        Map<ResourceId, Observed<Route>> found = new RouteReconciler(lab.host().sockets()).observe(look);
        assertEquals(Owner.NOBODY, found.get(new ResourceId("route", RED, "default")).owner());
    }

    private Optional<String> device(Resources desired, boolean v6) {
        return new DefaultRoutes(lab.host().sockets()).device(lab.look(desired), RED, v6);
    }

    @Test
    void theDeclaredDefaultRouteTellsTheWayBeforeItIsMade() {
        Resources desired = Documents.read(DEFAULTS + "  - { namespace: red, to: default, dev: eth1, metric: 50 }\n").resources();
        assertEquals(Optional.of("eth0"), device(desired, false));
        assertEquals(Optional.of("eth0"), device(desired, true));
        assertEquals(Optional.of("eth1"),
                device(Documents.read(HEAD + "routes: [{ namespace: red, to: default, nextHops: [{ via: 10.1.0.1 },"
                + " { via: 10.0.0.1 }] }]\n").resources(), false));
        assertEquals(Optional.empty(), device(Documents.read(HEAD).resources(), false));
        assertEquals(Optional.empty(), device(Documents.read(HEAD + "routes: [{ namespace: red, to: default, dev: eth0, table: 100 },"
                + " { namespace: red, to: default, type: blackhole }]\n").resources(), false));
    }

    @Test
    void elseTheKernelsTellsIt() {
        lab.apply(HEAD);
        Resources none = Documents.read(HEAD).resources();
        assertEquals(Optional.empty(), device(none, false));
        lab.ip("red", "route add default via 10.0.0.9 metric 50");
        lab.ip("red", "route add default via 10.1.0.9 metric 40");
        assertEquals(Optional.of("eth1"), device(none, false));
        assertEquals(Optional.empty(), device(none, true));
        lab.ip("red", "route add default metric 5 nexthop via 10.0.0.9 nexthop via 10.1.0.9");
        assertEquals(Optional.of("eth0"), device(none, false));
        lab.ip("red", "-6 route add default via 2001:db8::9");
        assertEquals(Optional.of("eth0"), device(none, true));
    }
}
