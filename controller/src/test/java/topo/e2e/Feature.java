package topo.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the kernel and its tools. A machine without it skips the test by the feature's name. */
enum Feature {
    VETH("veth links (CONFIG_VETH)", "ip link add probe0 type veth peer name probe1 && ip link del probe0"),
    BRIDGE("bridges (CONFIG_BRIDGE)", "ip link add probe0 type bridge && ip link del probe0"),
    BRIDGE_VLANS("bridge VLAN filtering (CONFIG_BRIDGE_VLAN_FILTERING)",
            "ip link add probe0 type bridge vlan_filtering 1 && ip -d link show probe0 | grep -q 'vlan_filtering 1'"),
    NAT("IPv4 NAT by iptables", rules("iptables", "-t nat -A probe -p tcp -j DNAT --to-destination 192.0.2.1:80")),
    NAT6("IPv6 NAT by ip6tables", rules("ip6tables", "-t nat -A probe -p tcp -j DNAT --to-destination [2001:db8::1]:80")),
    RULE_COMMENTS("iptables comments (xt_comment)", rules("iptables", "-t nat -A probe -m comment --comment probe")),
    ADDRESS_TYPES("iptables address types (xt_addrtype)", rules("iptables", "-t nat -A probe -m addrtype --dst-type LOCAL")),
    CONNECTION_STATES("iptables connection states (xt_conntrack)", rules("iptables", "-t nat -A probe -m conntrack --ctstate DNAT")),
    STATISTIC("iptables statistic (xt_statistic)", rules("iptables", "-t nat -A probe -m statistic --mode random --probability 0.5")),
    IPV6("IPv6 (CONFIG_IPV6)", "test -d /proc/sys/net/ipv6");

    private final String name;
    private final String probe;
    /** What the probe said; null until it ran, empty if the feature is there. A kernel does not gain or lose one while tests run. */
    private String complaint;

    Feature(String name, String probe) {
        this.name = name;
        this.probe = probe;
    }

    private static String rules(String program, String rule) {
        return program + " -t nat -N probe && " + program + " " + rule + "; status=$?; " + program + " -t nat -F probe; "
                + program + " -t nat -X probe; exit $status";
    }

    /** Skips the running test unless the kernel has all of these. */
    static void require(Feature... features) {
        for (Feature feature : features) {
            String complaint = feature.complaint();
            Assumptions.assumeTrue(complaint.isEmpty(), () -> "this machine lacks: " + feature.name + ": " + complaint);
        }
    }

    /** Probes in a sandbox of its own, so that none is left changed. */
    private synchronized String complaint() {
        if (complaint == null) {
            try (Sandbox box = Sandbox.open()) {
                Result result = box.run("sh", "-c", probe);
                complaint = result.succeeded() ? "" : "status " + result.status() + " " + result.err().trim();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return complaint;
    }

    /** Skips the running test unless limits of this cgroup controller can be set in the sandbox. */
    static void requireController(Sandbox box, String controller) {
        Assumptions.assumeTrue(box.cgroups().has(controller), () -> "this machine lacks: the cgroup controller " + controller);
    }
}
