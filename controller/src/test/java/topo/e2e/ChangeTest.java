package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An edited document: the kernel's object is changed where it stands, and what is declared no longer goes. */
class ChangeTest {
    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void applied() {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
    }

    static Stream<Arguments> edits() {
        return Stream.of(
                arguments("MTU", "mtu: 1400", "mtu: 1390", "mtu: 1400 -> 1390", "ip -n red link show eth0", "mtu 1390"),
                arguments("MAC", "02:00:00:00:00:02", "02:00:00:00:00:05", "-> 02:00:00:00:00:05", "ip -n red link show eth0",
                        "02:00:00:00:00:05"),
                arguments("address", "10.0.0.3/24", "10.0.0.33/24", "10.0.0.33/24", "ip -n blue address show eth0", "10.0.0.33/24"),
                arguments("prefix length", "10.0.0.3/24", "10.0.0.3/25", "10.0.0.3/25", "ip -n blue address show eth0", "10.0.0.3/25"),
                arguments("IPv6 address", "\"fd00::2/64\"", "\"fd00::22/64\"", "fd00::22/64", "ip -n red address show eth0",
                        "fd00::22/64"),
                arguments("second address", "addresses: [10.0.0.2/24,", "addresses: [10.0.0.2/24, 10.0.0.4/24,", "10.0.0.4/24",
                        "ip -n red address show eth0", "10.0.0.4/24"),
                arguments("down", "name: p1, bridge: br0", "name: p1, bridge: br0, up: false", "up: true -> false",
                        "ip -n sw link show p1", "<BROADCAST,MULTICAST>"),
                arguments("ageing time", "ageingTime: 200", "ageingTime: 100", "ageingTime: 200 -> 100", "ip -n sw -d link show br0",
                        "ageing_time 10000"),
                arguments("forward delay", "ageingTime: 200", "forwardDelay: 4", "forwardDelay: 15 -> 4", "ip -n sw -d link show br0",
                        "forward_delay 400"),
                arguments("stp", "ageingTime: 200", "stp: true", "stp: false -> true", "ip -n sw -d link show br0", "stp_state 1"),
                arguments("snooping", "ageingTime: 200", "multicastSnooping: false", "multicastSnooping: true -> false",
                        "ip -n sw -d link show br0", "mcast_snooping 0"),
                arguments("hairpin", "p1, bridge: br0", "p1, bridge: br0, hairpin: true", "hairpin: false -> true",
                        "ip -n sw -d link show p1", "hairpin on"),
                arguments("isolated", "p0, bridge: br0", "p0, bridge: br0, isolated: true", "isolated: false -> true",
                        "ip -n sw -d link show p0", "isolated on"),
                arguments("route gateway", "to: 10.9.0.0/16, via: 10.0.0.3", "to: 10.9.0.0/16, via: 10.0.0.1", "10.0.0.3 -> 10.0.0.1",
                        "ip -n red route show 10.9.0.0/16", "via 10.0.0.1"),
                arguments("route metric", "to: 10.9.0.0/16,", "to: 10.9.0.0/16, metric: 7,", "route 10.9.0.0/16",
                        "ip -n red route show 10.9.0.0/16", "metric 7"),
                arguments("sysctl", "ip_forward, value: 1", "ip_forward, value: 0", "value: 1 -> 0",
                        "ip netns exec sw cat /proc/sys/net/ipv4/ip_forward", "0"),
                arguments("backend", "to: \"10.0.0.2:80\"", "to: \"10.0.0.3:81\"", "10.0.0.2:80 -> 10.0.0.3:81",
                        "ip netns exec sw iptables-save -t nat", "10.0.0.3:81"),
                arguments("limit", "pids: { max: 50 }", "pids: { max: 60 }", "50 -> 60",
                        "find /sys/fs/cgroup -path */topo/lab/red/pids.max -exec cat {} +", "60"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("edits")
    void inPlace(String what, String piece, String other, String planned, String show, String shown) {
        String before = Picture.links(box);
        String document = Lab.with(piece, other);
        box.apply(document).expect(0).says(planned).doesNotSay("-/+");
        box.run(show.split(" ")).expect(0).says(shown);
        assertEquals(before, Picture.links(box), "every link is the one it was");
        box.apply(document).expect(0).says("No changes.");
        box.apply(Lab.DOCUMENT).expect(0);
        box.apply(Lab.DOCUMENT).expect(0).says("No changes.");
    }

    @Test
    void vlans() {
        Feature.require(Feature.BRIDGE_VLANS);
        String before = Picture.links(box);
        String filtering = Lab.with("ageingTime: 200", "ageingTime: 200, vlanFiltering: true");
        String document = Lab.with(filtering, "p0, bridge: br0", "p0, bridge: br0, pvid: 10, vlans: [20, 21]");
        box.apply(document).expect(0).says("vlanFiltering: false -> true").doesNotSay("-/+");
        box.run("ip", "-n", "sw", "-d", "link", "show", "br0").expect(0).says("vlan_filtering 1");
        box.run("bridge", "-n", "sw", "vlan", "show", "dev", "p0").expect(0).says("10 PVID Egress Untagged").says("20").says("21");
        assertEquals(before, Picture.links(box));
        box.apply(document).expect(0).says("No changes.");
        box.apply(Lab.DOCUMENT).expect(0);
        Traffic.reaches(box, "red", "10.0.0.3");
    }

    @Test
    void masterAndNamespace() {
        String twoBridges = Lab.with("  veths:\n", "    - { namespace: sw, name: br1, addresses: [10.0.1.1/24] }\n  veths:\n");
        box.apply(twoBridges).expect(0);
        String before = Picture.links(box);
        String moved = Lab.with(twoBridges, "name: p1, bridge: br0", "name: p1, bridge: br1");
        box.apply(moved).expect(0).doesNotSay("-/+");
        assertEquals(before, Picture.links(box));
        assertEquals("br1", box.sh("ip -n sw -o link show p1").replaceAll("(?s).* master (\\S+) .*", "$1"));

        String peer = box.sh("ip -n sw -o link show p1").split(":")[0];
        String elsewhere = Lab.with(moved, "{ namespace: blue, name: eth0, addresses: [10.0.0.3/24] }",
                "{ namespace: red, name: eth1, addresses: [10.0.1.3/24] }");
        elsewhere = Lab.without(elsewhere, "namespace: blue, to: default");
        box.apply(elsewhere).expect(0).doesNotSay("-/+");
        assertEquals(peer, box.sh("ip -n sw -o link show p1").split(":")[0], "the other end stays the one it was");
        Traffic.reaches(box, "red", "10.0.1.1");
        box.apply(elsewhere).expect(0).says("No changes.");
        box.apply(Lab.DOCUMENT).expect(0);
        Traffic.reaches(box, "blue", "10.0.0.1");
    }

    /** The kernel takes the secondary addresses of a network away with its primary, and the routes through them. */
    @Test
    void primaryAddressGoes() {
        String three = Lab.with("addresses: [10.0.0.3/24]", "addresses: [10.0.0.3/24, 10.0.0.4/24, 10.0.0.5/24]");
        box.apply(three).expect(0);
        String two = Lab.with("addresses: [10.0.0.3/24]", "addresses: [10.0.0.4/24, 10.0.0.5/24]");
        box.apply(two).expect(0);
        box.sh("ip -n blue address show eth0 | grep -q 10.0.0.4/24 && ip -n blue address show eth0 | grep -q 10.0.0.5/24");
        box.sh("ip -n blue route show default | grep -q 10.0.0.1");
        box.apply(two).expect(0).says("No changes.");
        Traffic.reaches(box, "blue", "192.0.2.1");
    }

    /** A bridge that is made anew loses its ports, and they their place; all must be back at the end of one apply. */
    @Test
    void portsOfABridgeUnderAnotherName() {
        String renamed = Lab.DOCUMENT.replace("br0", "lan");
        box.apply(renamed).expect(0);
        Traffic.reaches(box, "red", "192.0.2.1");
        box.apply(renamed).expect(0).says("No changes.");
        assertEquals("", box.sh("ip -n sw -o link show br0 2>/dev/null || true"));
    }

    static Stream<Arguments> removals() {
        return Stream.of(
                arguments("route", "to: 10.9.0.0/16", "- route 10.9.0.0/16", "ip -n red route show 10.9.0.0/16"),
                arguments("host route", "to: 10.0.0.0/24", "- route 10.0.0.0/24", "ip route show 10.0.0.0/24 proto 199"),
                arguments("nat", "type: dnat", "- nat", "ip netns exec sw iptables-save -t nat | grep DNAT || true"),
                arguments("cgroup", "name: red, namespaces: [red]", "- cgroup red", "find /sys/fs/cgroup -path '*/topo/lab/red'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("removals")
    void prunes(String what, String line, String planned, String show) {
        String document = Lab.without(Lab.DOCUMENT, line);
        if (document.endsWith("cgroups:\n")) {
            document = Lab.without(document, "cgroups:");
        }
        box.apply(document).expect(0).says(planned);
        assertEquals("", box.sh(show));
        box.apply(document).expect(0).says("No changes.");
    }

    @Test
    void prunesANamespaceWithAllThatIsInIt() {
        String document = Lab.without(Lab.without(Lab.without(Lab.DOCUMENT, "{ name: blue }"), "namespace: blue, to: default"),
                "{ namespace: blue, name: eth0");
        document = Lab.with(document, "    - endpoints:\n        - { namespace: sw, name: p1, bridge: br0 }\n", "");
        box.apply(document).expect(0).says("- namespace blue").says("- veth eth0 (namespace blue)");
        assertEquals("red\nsw\n", box.sh("ls /run/netns"));
        assertEquals("", box.sh("ip -n sw -o link show p1 2>/dev/null || true"));
        box.apply(document).expect(0).says("No changes.");
        Traffic.reaches(box, "red", "192.0.2.1");
    }

    @Test
    void prunedSysctlIsPutBack() {
        String before = box.sh("cat /proc/sys/net/ipv4/conf/lo/rp_filter /proc/sys/net/ipv4/ip_forward");
        String document = Lab.with("  sysctls:\n", "  sysctls:\n    - { name: net.ipv4.conf.lo.rp_filter, value: 2 }\n");
        box.apply(document).expect(0);
        assertEquals("2\n", box.sh("cat /proc/sys/net/ipv4/conf/lo/rp_filter"));
        box.apply(Lab.DOCUMENT).expect(0).says("- sysctl net.ipv4.conf.lo.rp_filter");
        assertEquals(before, box.sh("cat /proc/sys/net/ipv4/conf/lo/rp_filter /proc/sys/net/ipv4/ip_forward"));
    }
}
