package topo.reconcilers.nat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topo.kernel.netfilter.Backend;

/** Real connections through real rules of both backends. */
class NatTrafficTest {

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void masqueradeAndSnat(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            router.lab().serve("out", "out", 80);
            router.awaitIpv6();
            assertEquals("silence", router.lab().ask("a", "192.0.2.9", 80));
            router.rounds().apply(RouterLab.entries("type: masquerade, outInterface: \"@default-route\""));
            assertEquals("out:80 from 192.0.2.1", router.lab().ask("a", "192.0.2.9", 80));
            assertEquals("out:80 from 2001:db8::1", router.lab().ask("a", "2001:db8::9", 80));
            router.lab().in("gw", "ip addr add 192.0.2.5/24 dev eth0");
            router.rounds().apply(RouterLab.entries("type: snat, source: \"!10.0.0.3\", outInterface: \"!br0\", to: 192.0.2.5-192.0.2.5"));
            assertEquals("out:80 from 192.0.2.5", router.lab().ask("a", "192.0.2.9", 80));
            router.lab().in("b", "ip route add default via 10.0.0.1");
            assertEquals("silence", router.lab().ask("b", "192.0.2.9", 80));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("a published port: from outside, from the router itself, from the backend itself and from its neighbour")
    void publishedPort(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Lab lab = router.lab();
            lab.serve("a", "a", 80);
            lab.serve("gw", "gw", 8000);
            assertEquals("gw:8000 from 192.0.2.9", lab.ask("out", "192.0.2.1", 8000));
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000, to: 10.0.0.2:80"));
            assertEquals("a:80 from 192.0.2.9", lab.ask("out", "192.0.2.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("gw", "10.0.0.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("gw", "192.0.2.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("a", "10.0.0.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("a", "192.0.2.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("b", "10.0.0.1", 8000));
            // A service of the router itself on the loopback address keeps being reached.
            assertEquals("gw:8000 from 127.0.0.1", lab.ask("gw", "127.0.0.1", 8000));
            // Directly, nothing is translated.
            assertEquals("a:80 from 10.0.0.3", lab.ask("b", "10.0.0.2", 80));
            assertEquals("refused", lab.ask("b", "10.0.0.2", 8000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void publishedPortInIpv6(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Lab lab = router.lab();
            lab.serve("a", "a", 80);
            lab.serve("gw", "gw", 8000);
            router.awaitIpv6();
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000, to: \"[fd00::2]:80\""));
            assertEquals("a:80 from 2001:db8::9", lab.ask("out", "2001:db8::1", 8000));
            assertEquals("a:80 from fd00::1", lab.ask("gw", "2001:db8::1", 8000));
            assertEquals("a:80 from fd00::1", lab.ask("a", "fd00::1", 8000));
            assertEquals("a:80 from fd00::1", lab.ask("b", "fd00::1", 8000));
            assertEquals("gw:8000 from ::1", lab.ask("gw", "::1", 8000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("a backend without a route back is reached from the router by any of its addresses")
    void localOutputToABackendWithoutDefaultRoute(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            router.lab().serve("b", "b", 80);
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000, to: 10.0.0.3:80"));
            assertEquals("b:80 from 10.0.0.1", router.lab().ask("gw", "192.0.2.1", 8000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    void switchedOff(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Lab lab = router.lab();
            lab.serve("a", "a", 80);
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000, to: 10.0.0.2:80, localOutput: false, hairpin: false"));
            assertEquals("a:80 from 192.0.2.9", lab.ask("out", "192.0.2.1", 8000));
            assertEquals("refused", lab.ask("gw", "192.0.2.1", 8000));
            assertEquals("silence", lab.ask("a", "10.0.0.1", 8000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("with inInterface: by that one only, but hairpin and localOutput still hold")
    void onOneInterface(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Lab lab = router.lab();
            lab.serve("a", "a", 80);
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000, inInterface: \"@default-route\", to: 10.0.0.2:80"));
            assertEquals("a:80 from 192.0.2.9", lab.ask("out", "192.0.2.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("a", "192.0.2.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("b", "10.0.0.1", 8000));
            assertEquals("a:80 from 10.0.0.1", lab.ask("gw", "192.0.2.1", 8000));
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000, inInterface: br0, hairpin: false, to: 10.0.0.2:80"));
            assertEquals("refused", lab.ask("out", "192.0.2.1", 8000));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("ranges: onto another range port by port, onto one port, and with the ports kept")
    void ranges(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Lab lab = router.lab();
            for (int port : new int[] {80, 9000, 9001, 9002, 7001}) {
                lab.serve("a", "a", port);
                lab.serveDatagrams("a", "a", port);
            }
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000-8002, to: 10.0.0.2:9000-9002",
                    "type: dnat, port: 8100-8102, to: 10.0.0.2:80", "type: dnat, port: 7000-7002, to: 10.0.0.2",
                    "type: dnat, protocol: udp, port: 8000-8002, to: 10.0.0.2:9000-9002"));
            for (int i = 0; i < 3; i++) {
                assertEquals("a:" + (9000 + i) + " from 192.0.2.9", lab.ask("out", "192.0.2.1", 8000 + i));
                assertEquals("a:" + (9000 + i) + " from 10.0.0.1", lab.ask("b", "10.0.0.1", 8000 + i));
                assertEquals("a:" + (9000 + i) + " from 10.0.0.1", lab.ask("gw", "10.0.0.1", 8000 + i));
                assertEquals("a:" + (9000 + i) + " from 192.0.2.9", lab.askByDatagram("out", "192.0.2.1", 8000 + i));
                assertEquals("a:80 from 192.0.2.9", lab.ask("out", "192.0.2.1", 8100 + i));
            }
            assertEquals("a:7001 from 192.0.2.9", lab.ask("out", "192.0.2.1", 7001));
            assertEquals("refused", lab.ask("out", "192.0.2.1", 7000));
            assertEquals("refused", lab.ask("out", "192.0.2.1", 8003));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("backends of weight 1, 2 and 3 get their shares of 600 connections")
    void weights(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Lab lab = router.lab();
            lab.serve("one", "a", 81);
            lab.serve("two", "a", 82);
            lab.serve("three", "b", 83);
            lab.in("b", "ip route add default via 10.0.0.1");
            router.rounds().apply(RouterLab.entries("type: dnat, port: 8000, to: [10.0.0.2:81, {address: 10.0.0.2:82, weight: 2}, "
                    + "{address: 10.0.0.3:83, weight: 3}]"));
            Map<String, Integer> shares = new HashMap<>();
            for (int i = 0; i < 600; i++) {
                shares.merge(lab.ask("out", "192.0.2.1", 8000), 1, Integer::sum);
            }
            assertEquals(3, shares.size(), shares::toString);
            // Five standard deviations of a binomial distribution: wrong once in some two million runs.
            for (Map.Entry<String, Double> share : Map.of("one:81", 1 / 6.0, "two:82", 2 / 6.0, "three:83", 3 / 6.0).entrySet()) {
                double expected = 600 * share.getValue();
                double bound = 5 * Math.sqrt(expected * (1 - share.getValue()));
                int seen = shares.get(share.getKey() + " from 192.0.2.9");
                assertTrue(Math.abs(seen - expected) < bound, shares::toString);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NFT", "LEGACY"})
    @DisplayName("a backend in the very namespace, and every protocol at once")
    void ownBackendAndAllProtocols(Backend backend) throws Exception {
        try (RouterLab router = new RouterLab(backend)) {
            Lab lab = router.lab();
            lab.serve("gw", "gw", 80);
            lab.serve("a", "a", 80);
            lab.serveDatagrams("a", "a", 53);
            lab.in("gw", "ip addr add 192.0.2.7/24 dev eth0");
            router.rounds().apply(RouterLab.entries("type: dnat, destination: 192.0.2.7, to: 10.0.0.2",
                    "type: dnat, port: 8000, to: 10.0.0.1:80"));
            assertEquals("a:80 from 192.0.2.9", lab.ask("out", "192.0.2.7", 80));
            assertEquals("a:53 from 192.0.2.9", lab.askByDatagram("out", "192.0.2.7", 53));
            assertEquals("gw:80 from 192.0.2.9", lab.ask("out", "192.0.2.1", 80));
            assertEquals("gw:80 from 192.0.2.9", lab.ask("out", "192.0.2.1", 8000));
            assertEquals("gw:80 from 192.0.2.1", lab.ask("gw", "192.0.2.1", 8000));
            assertEquals(List.of(), router.rounds().plan(RouterLab.entries("type: dnat, destination: 192.0.2.7, to: 10.0.0.2",
                    "type: dnat, port: 8000, to: 10.0.0.1:80")));
        }
    }
}
