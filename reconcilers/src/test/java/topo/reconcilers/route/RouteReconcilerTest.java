package topo.reconcilers.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.reconcilers.Lab;

/** Routes on the real kernel: every field, both families, changed in place. */
class RouteReconcilerTest {
    private static final String HEAD = """
            namespaces: [{ name: red }]
            veths:
              - endpoints:
                  - { namespace: red, name: eth0, addresses: [10.0.0.2/24, 10.0.0.3/24, "2001:db8::2/64", "2001:db8::3/64"] }
                  - { namespace: red, name: eth1, addresses: [10.1.0.2/24, "2001:db8:1::2/64"] }
            """;

    private Lab lab;

    @BeforeEach
    void open() {
        lab = Lab.open();
        lab.apply(HEAD);
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    /** These routes, each in flow style without its braces. */
    private static String routes(String... entries) {
        StringBuilder spec = new StringBuilder(HEAD).append(entries.length == 0 ? "routes: []\n" : "routes:\n");
        for (String entry : entries) {
            spec.append("- { namespace: red, ").append(entry).append(" }\n");
        }
        return spec.toString();
    }

    private String shown(String words) {
        return lab.ip("red", words).replaceAll(" +\n", "\n").replaceAll(" +", " ").strip();
    }

    @Test
    void typesThatDropPackets() {
        lab.apply(routes("to: 10.9.1.0/24, type: blackhole", "to: 10.9.2.0/24, type: unreachable", "to: 10.9.3.0/24, type: prohibit",
                "to: 10.9.4.0/24, type: throw, table: 100", "to: \"2001:db8:9::/48\", type: blackhole", "to: \"2001:db8:a::/48\", type:"
                + " unreachable",
                "to: \"2001:db8:b::/48\", type: prohibit", "to: \"2001:db8:c::/48\", type: throw"));
        assertEquals("blackhole 10.9.1.0/24\nunreachable 10.9.2.0/24\nprohibit 10.9.3.0/24",
                shown("route show proto 199"));
        assertEquals("throw 10.9.4.0/24 proto 199", shown("route show table 100"));
        assertTrue(shown("-6 route show proto 199").contains("blackhole 2001:db8:9::/48 dev lo metric 1024"));
        assertEquals(7, lab.apply(routes("to: \"2001:db8:c::/48\", type: throw")).size());
    }

    @Test
    void localRoutes() {
        lab.apply(routes("to: 10.9.1.0/24, type: local, dev: lo, table: local", "to: \"2001:db8:9::/48\", type: local, dev: lo, table:"
                + " local"));
        assertEquals("local 10.9.1.0/24 dev lo scope host", shown("route show table local proto 199"));
        assertEquals("local 2001:db8:9::/48 dev lo metric 1024 pref medium", shown("-6 route show table local proto 199"));
        assertTrue(lab.host().run("red", "ping -c1 -W1 10.9.1.77").contains("1 received"));
    }

    @Test
    void everyFieldOfAnIpv4Route() {
        lab.apply(routes("to: 10.9.0.0/16, via: 10.0.0.1, dev: eth0, metric: 77, table: 1000, source: 10.0.0.3, mtu: 1300",
                "to: 10.8.0.0/16, via: 192.0.2.1, dev: eth0, onlink: true", "to: 10.7.0.0/16, dev: eth1, scope: site",
                "to: 10.6.0.1, dev: eth1", "to: 10.5.0.0/16, via: \"2001:db8::1\""));
        assertEquals("10.9.0.0/16 via 10.0.0.1 dev eth0 proto 199 src 10.0.0.3 metric 77 mtu 1300", shown("route show table 1000"));
        assertEquals("10.5.0.0/16 via inet6 2001:db8::1 dev eth0\n10.6.0.1 dev eth1 scope link\n10.7.0.0/16 dev eth1 scope site\n"
                + "10.8.0.0/16 via 192.0.2.1 dev eth0 onlink", shown("route show proto 199"));
    }

    @Test
    void everyFieldOfAnIpv6Route() {
        lab.apply(routes("to: \"2001:db8:9::/48\", via: \"2001:db8::1\", dev: eth0, metric: 77, table: 1000, source: \"2001:db8::3\","
                + " mtu: 1300",
                "to: \"2001:db8:8::/48\", via: \"2001:db8:ff::1\", dev: eth0, onlink: true", "to: \"2001:db8:7::1\", dev: eth1",
                "to: default, via: \"fe80::1\", dev: eth1"));
        assertEquals("2001:db8:9::/48 via 2001:db8::1 dev eth0 proto 199 src 2001:db8::3 metric 77 mtu 1300 pref medium",
                shown("-6 route show table 1000"));
        assertEquals("2001:db8:7::1 dev eth1 metric 1024 pref medium\n2001:db8:8::/48 via 2001:db8:ff::1 dev eth0 metric 1024 onlink"
                + " pref medium\n"
                + "default via fe80::1 dev eth1 metric 1024 pref medium", shown("-6 route show proto 199"));
    }

    @Test
    void severalNextHops() {
        String both = routes("to: 10.9.0.0/16, nextHops: [{ via: 10.0.0.1, weight: 2 }, { via: 10.1.0.1, dev: eth1 }, { dev: eth0,"
                + " weight: 256 }]",
                "to: \"2001:db8:9::/48\", nextHops: [{ via: \"2001:db8:1::1\", weight: 3 }, { via: \"2001:db8::1\" }]");
        lab.apply(both);
        assertEquals("10.9.0.0/16\n nexthop via 10.0.0.1 dev eth0 weight 2\n nexthop via 10.1.0.1 dev eth1 weight 1\n nexthop dev eth0"
                + " weight 256",
                shown("route show proto 199").replace("\t", " "));
        assertTrue(shown("-6 route show proto 199").contains("nexthop via 2001:db8:1::1 dev eth1 weight 3"));
        assertEquals(2, lab.apply(both.replace("weight: 2 }", "weight: 5 }").replace("weight: 3 }", "weight: 6 }")).size());
        assertTrue(shown("route show proto 199").contains("weight 5"));
        lab.apply(routes("to: 10.9.0.0/16, nextHops: [{ via: 10.0.0.1, weight: 2 }]", "to: \"2001:db8:9::/48\", nextHops: [{ via:"
                + " \"2001:db8:1::1\" }]"));
        assertEquals("10.9.0.0/16 via 10.0.0.1 dev eth0", shown("route show proto 199"));
        lab.apply(routes());
        assertEquals("", shown("route show proto 199"));
        assertEquals("", shown("-6 route show proto 199"));
    }

    @Test
    void metricsMakeDifferentRoutes() {
        lab.apply(routes("to: default, via: 10.0.0.1", "to: default, via: 10.1.0.1, metric: 100", "to: default, via: \"2001:db8::1\"",
                "to: default, via: \"2001:db8::9\", metric: 5"));
        assertEquals("default via 10.0.0.1 dev eth0\ndefault via 10.1.0.1 dev eth1 metric 100", shown("route show default proto 199"));
        assertEquals(List.of("- route default (namespace red)", "- route default IPv6 metric 5 (namespace red)"), lab.apply(routes(
                "to: default, via: 10.1.0.1, metric: 100", "to: default, via: \"2001:db8::1\"")).stream().sorted().toList());
        assertEquals("default via 10.1.0.1 dev eth1 metric 100", shown("route show default proto 199"));
        assertEquals("default via 2001:db8::1 dev eth0 metric 1024 pref medium", shown("-6 route show default proto 199"));
    }

    @Test
    void whatIsNoKeyIsChangedInPlace() {
        lab.apply(routes("to: 10.9.0.0/16, via: 10.0.0.1", "to: \"2001:db8:9::/48\", via: \"2001:db8::1\""));
        assertEquals(List.of("~ route 10.9.0.0/16 (namespace red): via 10.0.0.1 -> 10.1.0.1, dev eth0 -> eth1, source null -> 10.1.0.2,"
                + " mtu null -> 1300",
                "~ route 2001:db8:9::/48 (namespace red): via 2001:db8::1 -> 2001:db8:1::1, dev eth0 -> eth1, mtu null -> 1300"),
                lab.apply(routes("to: 10.9.0.0/16, via: 10.1.0.1, mtu: 1300, source: 10.1.0.2",
                        "to: \"2001:db8:9::/48\", via: \"2001:db8:1::1\", mtu: 1300")));
        lab.apply(routes("to: 10.9.0.0/16, type: blackhole", "to: \"2001:db8:9::/48\", type: prohibit"));
        assertEquals("blackhole 10.9.0.0/16", shown("route show proto 199"));
        lab.apply(routes("to: 10.9.0.0/16, dev: eth1", "to: \"2001:db8:9::/48\", dev: eth0"));
        assertEquals("10.9.0.0/16 dev eth1 scope link", shown("route show proto 199"));
    }

    @Test
    void aGatewayBehindAnotherDeclaredRoute() {
        lab.apply(routes("to: 198.51.100.1, dev: eth1", "to: default, via: 198.51.100.1"));
        assertEquals("default via 198.51.100.1 dev eth1\n198.51.100.1 dev eth1 scope link", shown("route show proto 199"));
    }

    @Test
    void failuresAreInTheKernelsWordsAndTheRestIsDone() {
        Map<String, String> failures = lab.failures(routes("to: 10.9.0.0/16, dev: eth0, source: 10.0.0.77", "to: 10.8.0.0/16, dev: eth0"));
        assertEquals(Map.of("route 10.9.0.0/16 (namespace red)", "add route 10.9.0.0/16 (namespace red): EINVAL: Invalid prefsrc"
                + " address"), failures);
        assertEquals("10.8.0.0/16 dev eth0 scope link", shown("route show proto 199"));
    }
}
