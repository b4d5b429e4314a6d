package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What topo does not own it leaves as it is. */
class OwnershipTest {
    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void require() {
        Lab.require(box);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            namespace          | ip netns add red                                                 | namespace red
            interface          | ip link add uplink type bridge                                   | uplink
            veth of the name   | ip link add uplink type veth peer name whatever                  | uplink
            """)
    void sameNameUnmarkedIsAConflict(String what, String foreign, String named) {
        box.sh(foreign);
        Picture.settle(box);
        String before = Picture.whole(box);
        Result apply = box.apply(Lab.DOCUMENT).expect(3).complains(named).complains("not managed by topo");
        assertEquals("", apply.out().lines().filter(line -> line.startsWith("Applied")).findAny().orElse(""));
        Picture.assertSame(before, Picture.whole(box), "changed");
        assertEquals("", box.sh("ls /var/lib/topo/topologies 2>/dev/null || true"), "and nothing is remembered");
    }

    @Test
    void routeOfTheSameDestinationIsAConflict() {
        box.sh("ip link add foreign type bridge; ip link set foreign up; ip address add 10.50.0.1/24 dev foreign;"
                + " ip route add 10.60.0.0/16 via 10.50.0.2");
        String document = """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: lab }
                spec:
                  bridges: [{ name: br0, addresses: [10.70.0.1/24] }]
                  routes: [{ to: 10.60.0.0/16, via: 10.70.0.2 }]
                """;
        Picture.settle(box);
        String before = Picture.whole(box);
        box.apply(document).expect(3).complains("route 10.60.0.0/16");
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    @Test
    void adoptTakesOver() {
        String document = """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: lab }
                spec:
                  bridges: [{ name: br0, addresses: [10.70.0.1/24], mtu: 1400 }]
                """;
        box.sh("ip link add br0 type bridge; ip address add 10.71.0.1/24 dev br0");
        String index = box.sh("ip -o link show br0").split(":")[0];
        box.apply(document).expect(3).complains("create bridge br0: EEXIST: exists and is not managed by topo; --adopt takes it over");
        box.apply(document, "--adopt").expect(0);
        assertEquals(index, box.sh("ip -o link show br0").split(":")[0], "taken over, not made anew");
        box.apply(document).expect(0).says("No changes.");
        box.topo("destroy", "lab").expect(0).says("- bridge br0");
        assertEquals("", box.sh("ip -o link show br0 2>/dev/null || true"));
    }

    @Test
    void twoTopologiesCannotClaimOneThing() {
        box.apply(Lab.DOCUMENT).expect(0);
        Picture.settle(box);
        String before = Picture.whole(box);
        String other = """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: other }
                spec:
                  namespaces: [{ name: green }]
                  bridges: [{ name: uplink }]
                """;
        box.topo("apply", box.file("other.yaml", other)).expect(3).complains("uplink").complains("lab");
        Picture.assertSame(before, Picture.whole(box), "changed");
        box.topo("destroy", "lab").expect(0);
        box.topo("apply", box.file("other.yaml", other)).expect(0);
    }

    /** Links, addresses, routes, policy rules, sysctls and iptables rules that are none of topo's business. */
    @Test
    void foreignStateStaysAsItIs() {
        box.sh("""
                ip netns add theirs
                ip link add their0 type veth peer name eth0 netns theirs
                ip address add 172.30.0.1/24 dev their0
                ip link set their0 up
                ip -n theirs link set eth0 up
                ip link add theirbr type bridge
                ip route add 172.31.0.0/16 via 172.30.0.2 metric 5 proto 199
                ip route add blackhole 172.29.0.0/16 table 77
                ip rule add from 172.30.0.0/24 table 77 priority 700
                ip neighbour add 172.30.0.9 lladdr 02:00:00:00:00:09 dev their0
                iptables -t nat -N THEIRS
                iptables -t nat -A PREROUTING -p tcp --dport 9000 -j THEIRS
                iptables -t nat -A THEIRS -p tcp -j DNAT --to-destination 172.30.0.2:9
                iptables -t nat -A POSTROUTING -s 172.30.0.0/24 -m comment --comment "theirs; not topo:lab" -j MASQUERADE
                iptables -P FORWARD DROP
                iptables -A FORWARD -s 172.30.0.0/24 -j ACCEPT
                ip6tables -t nat -A POSTROUTING -s fd99::/64 -j MASQUERADE
                """);
        String document = Lab.with("  nat:\n", "  nat:\n    - { type: dnat, protocol: tcp, port: 8081, to: \"10.0.0.2:80\" }\n");
        Picture.settle(box);
        String before = Picture.whole(box);
        box.apply(document).expect(0);
        Picture.assertSame(before, theirs(), "after apply");
        box.apply(Lab.DOCUMENT).expect(0);
        Picture.assertSame(before, theirs(), "after a change");
        box.topo("destroy", "lab").expect(0);
        Picture.assertSame(before, Picture.whole(box), "after destroy");
    }

    /** The picture of now without what the lab adds to it: its namespaces, its link on the host, its route, its chains and jumps. */
    private String theirs() {
        StringBuilder kept = new StringBuilder();
        boolean foreign = true;
        boolean ours = false;
        for (String line : Picture.whole(box).split("\n")) {
            if (line.startsWith("== ")) {
                foreign = line.equals("== host") || line.equals("== theirs") || line.equals("== cgroups");
            }
            boolean continued = line.startsWith("    ");
            ours = continued ? ours : line.matches("\\d+: uplink@.*");
            if (foreign && !ours && Stream.of("uplink", "TOPO-", "192.0.2.", "/topo").noneMatch(line::contains)) {
                kept.append(line).append('\n');
            }
        }
        return kept.toString();
    }
}
