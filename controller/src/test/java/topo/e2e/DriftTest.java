package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody breaks by hand, the next apply mends: it is seen, only that is touched, and the network is what it was. */
class DriftTest {
    @AutoClose
    private final Sandbox box = Sandbox.open();

    static Stream<Arguments> vandalism() {
        return Stream.of(
                arguments("address removed", "ip -n red address del 10.0.0.2/24 dev eth0", "~ veth eth0"),
                arguments("address added", "ip -n blue address add 10.77.0.1/16 dev eth0", "~ veth eth0"),
                arguments("IPv6 address removed", "ip -n red -6 address del fd00::2/64 dev eth0", "~ veth eth0"),
                arguments("link down", "ip -n red link set eth0 down", "~ veth eth0"),
                arguments("bridge down", "ip -n sw link set br0 down", "~ bridge br0"),
                arguments("MTU", "ip -n red link set eth0 mtu 1300", "mtu: 1300 -> 1400"),
                arguments("MAC", "ip -n red link set eth0 address 02:00:00:00:00:99", "02:00:00:00:00:99 -> 02:00:00:00:00:02"),
                arguments("port taken off", "ip -n sw link set p1 nomaster", "~ veth eth0"),
                arguments("ageing time", "ip -n sw link set br0 type bridge ageing_time 5000", "ageingTime: 50 -> 200"),
                arguments("stp", "ip -n sw link set br0 type bridge stp_state 1", "stp: true -> false"),
                arguments("bridge deleted", "ip -n sw link del br0", "+ bridge br0"),
                arguments("veth deleted", "ip -n blue link del eth0", "+ veth eth0"),
                arguments("namespace deleted", "ip netns del blue", "+ namespace blue"),
                arguments("lo down", "ip -n red link set lo down", "~ namespace red"),
                arguments("route deleted", "ip -n red route del default", "+ route default"),
                arguments("route changed", "ip -n red route replace default via 10.0.0.3", "~ route default"),
                arguments("host route deleted", "ip route del 10.0.0.0/24", "+ route 10.0.0.0/24"),
                arguments("sysctl", "ip netns exec sw sysctl -q -w net.ipv4.ip_forward=0", "value: 0 -> 1"),
                arguments("rules flushed", "ip netns exec sw iptables -t nat -F", "nat"),
                arguments("jump deleted", "ip netns exec sw iptables -t nat -D PREROUTING 1", "nat"),
                arguments("limit", "find /sys/fs/cgroup -path '*/topo/lab/red/pids.max' -exec sh -c 'echo 7 > \"$0\"' {} ';'", "7 -> 50"),
                arguments("cgroup removed", "find /sys/fs/cgroup -depth -path '*/topo/lab/red' -exec rmdir {} ';'", "+ cgroup red"),
                arguments("endpoint moved", "ip -n sw link set p1 netns red", "~ veth eth0"),
                arguments("endpoint renamed", "ip -n sw link set p1 down; ip -n sw link set p1 name other; ip -n sw link set other up",
                        "veth eth0"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vandalism")
    void isMended(String what, String vandalism, String planned) {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        String network = Picture.network(box);
        String untouched = Picture.links(box);
        box.sh(vandalism);

        Result diff = box.topo("diff", box.file("lab.yaml", Lab.DOCUMENT)).expect(1).says(planned);
        Result apply = box.apply(Lab.DOCUMENT).expect(0).says(planned);
        assertEquals(changes(diff), changes(apply), "what diff prints is what apply does");
        Picture.assertSame(network, Picture.network(box), "changed");
        box.topo("diff", box.folder().resolve("lab.yaml").toString()).expect(0).says("No changes.");
        if (!vandalism.contains("del") && !what.contains("moved")) {
            assertEquals(untouched, Picture.links(box), "nothing is made anew that need not be");
        }
        Traffic.reaches(box, "red", "10.0.0.3");
        Traffic.reaches(box, "blue", "192.0.2.1");
    }

    @Test
    void severalAtOnceAndAgain() {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        String network = Picture.network(box);
        box.sh("ip netns del red; ip -n sw link del br0; ip link del uplink; ip netns exec blue ip address flush dev eth0");
        assertNotEquals(network, Picture.network(box));
        box.apply(Lab.DOCUMENT).expect(0);
        Picture.assertSame(network, Picture.network(box), "changed");
        Traffic.reaches(box, "red", "192.0.2.1");
    }

    /** From some 200 namespaces on they are read by several threads: none is mixed up with another, none is left out. */
    @Test
    void isSeenInEachOfManyNamespaces() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        box.apply(many(220)).expect(0).says("Applied topology many: 662 added.");
        box.apply(many(220)).expect(0).says("No changes.");
        List<String> expected = new ArrayList<>();
        StringBuilder vandalism = new StringBuilder();
        for (int i = 0; i < 220; i += 11) {
            vandalism.append("ip -n n").append(i).append(" link set eth0 address 02:00:00:00:01:").append(String.format("%02x", i)).append("; ip -n n")
                    .append(i + 1).append(" route del default; ip -n n").append(i + 2).append(" link set lo down; ip netns del n").append(i + 3).append("\n");
            expected.addAll(List.of("  + namespace n" + (i + 3), "  ~ namespace n" + (i + 2), "  + route default (namespace n" + (i + 1) + ")",
                    "  + route default (namespace n" + (i + 3) + ")", "  ~ veth eth0 (namespace n" + i + ") <-> p" + i + " (namespace sw)",
                    "  + veth eth0 (namespace n" + (i + 3) + ") <-> p" + (i + 3) + " (namespace sw)"));
        }
        box.sh(vandalism.toString());
        List<String> seen = changes(box.apply(many(220)).expect(0)).stream().filter(line -> line.matches("  [-+~].*")).sorted().toList();
        assertEquals(expected.stream().sorted().toList(), seen);
        box.apply(many(220)).expect(0).says("No changes.");
    }

    private static String many(int hosts) {
        StringBuilder namespaces = new StringBuilder();
        StringBuilder veths = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < hosts; i++) {
            namespaces.append("    - { name: n").append(i).append(" }\n");
            veths.append(String.format("    - endpoints: [{ namespace: n%d, name: eth0, addresses: [10.0.0.%d/24], mac: \"02:00:00:00:00:%02x\" }, "
                    + "{ namespace: sw, name: p%d, bridge: br0 }]%n", i, i + 2, i, i));
            routes.append("    - { namespace: n").append(i).append(", to: default, via: 10.0.0.1 }\n");
        }
        return "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: many }\nspec:\n  namespaces:\n    - { name: sw }\n" + namespaces
                + "  bridges: [{ namespace: sw, name: br0, addresses: [10.0.0.1/24] }]\n  veths:\n" + veths + "  routes:\n" + routes;
    }

    /** The lines of changes and fields, without the closing count. */
    static List<String> changes(Result result) {
        return result.out().lines().filter(line -> line.startsWith("  ")).toList();
    }
}
