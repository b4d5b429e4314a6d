package topo.reconcilers.nat;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import topo.api.Resources;
import topo.kernel.netfilter.Backend;
import topo.kernel.netfilter.Iptables;
import topo.kernel.process.Processes;

/**
 * A router {@code gw} between the segment 10.0.0.0/24 with {@code a} (.2) and {@code b} (.3), and the outside world 192.0.2.0/24 with
 * {@code out} (.9), which knows no way to the segment; the same in IPv6 with fd00::/64 and 2001:db8::/64. {@code a} has a default route
 * through the router, {@code b} has none.
 */
final class RouterLab implements Closeable {
    static final String TOPOLOGY = "shop";
    private static final String INTERFACES = """
              namespaces: [{ name: gw }, { name: a }, { name: b }, { name: out }]
              interfaces:
                - { namespace: gw, name: br0, addresses: [10.0.0.1/24, "fd00::1/64"] }
                - { namespace: gw, name: eth0, addresses: [192.0.2.1/24, "2001:db8::1/64"] }
                - { namespace: gw, name: eth1 }
            """;

    private final Lab lab;
    private final Backend backend;
    private final Rounds rounds;
    private String defaultDevice = "eth0";

    RouterLab(Backend backend) throws Exception {
        this.backend = backend;
        Lab.need(backend);
        lab = new Lab("gw", "a", "b", "out");
        rounds = rounds(backend);
        lab.ip("gw", "link add br0 type bridge", "addr add 10.0.0.1/24 dev br0", "addr add fd00::1/64 dev br0 nodad", "link set br0 up");
        lab.in("gw", "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
        host("a", "10.0.0.2/24", "fd00::2/64", "pa");
        host("b", "10.0.0.3/24", "fd00::3/64", "pb");
        host("out", "192.0.2.9/24", "2001:db8::9/64", "eth0");
        // The ports send back as the link kinds make those ports do that this kind names: needed where br_netfilter is loaded.
        lab.ip("gw", "link set pa master br0", "link set pb master br0", "link set pa type bridge_slave hairpin on",
                "link set pb type bridge_slave hairpin on", "addr add 192.0.2.1/24 dev eth0", "addr add 2001:db8::1/64 dev eth0 nodad");
        lab.ip("a", "route add default via 10.0.0.1", "route add default via fd00::1");
    }

    private void host(String name, String address, String address6, String routerEnd) {
        lab.ip(name, "link add " + routerEnd + " type veth peer name up0",
                "link set " + routerEnd + " netns " + lab.namespaces().folder().resolve("gw"), "addr add " + address + " dev up0",
                "addr add " + address6 + " dev up0 nodad", "link set up0 up");
        lab.ip("gw", "link set " + routerEnd + " up");
    }

    /** IPv6 of an interface starts when the kernel notices its carrier, for which it looks once a second (net/core/link_watch.c). */
    void awaitIpv6() throws Exception {
        int closed = 9;
        for (int i = 0; i < 100; i++) {
            boolean ready = lab.ask("gw", "fd00::2", closed).equals("refused") && lab.ask("gw", "fd00::3", closed).equals("refused")
                    && lab.ask("out", "2001:db8::1", closed).equals("refused") && lab.ask("a", "fd00::1", closed).equals("refused");
            if (ready) {
                return;
            }
            Thread.sleep(200);
        }
        throw new AssertionError("IPv6 has not started");
    }

    /** Another run of topo with this backend. */
    Rounds rounds(Backend other) {
        return roundsOf(TOPOLOGY, other);
    }

    Rounds roundsOf(String topology, Backend other) {
        return rounds(topology, other, lab.processes());
    }

    /** A run of topo with programs of the test's own. */
    Rounds rounds(String topology, Backend other, Processes processes) {
        Iptables iptables = new Iptables(processes, lab.namespaces(), lab.signs(), other);
        return new Rounds(new NatReconciler(iptables, (look, netns, v6) -> Optional.ofNullable(defaultDevice)), topology);
    }

    Lab lab() {
        return lab;
    }

    Rounds rounds() {
        return rounds;
    }

    /** Null for none. */
    void setDefaultDevice(String device) {
        defaultDevice = device;
    }

    /** A topology with these entries in {@code gw}, each in flow style without its braces. */
    static Resources entries(String... entries) {
        StringBuilder spec = new StringBuilder(INTERFACES).append(entries.length == 0 ? "" : "  nat:\n");
        for (String entry : entries) {
            spec.append("    - { namespace: gw, ").append(entry).append(" }\n");
        }
        return Documents.read(spec.toString()).resources();
    }

    /** The router's nat table without counters and dates. */
    String table(boolean v6) {
        return table(v6, backend);
    }

    String table(boolean v6, Backend which) {
        String infix = which == Backend.SYSTEM ? "" : "-" + which;
        StringBuilder lines = new StringBuilder();
        for (String line : lab.in("gw", (v6 ? "ip6tables" : "iptables") + infix + "-save -t nat").split("\n")) {
            if (!line.startsWith("#")) {
                lines.append(line.replaceFirst(" \\[[0-9]+:[0-9]+\\]$", "")).append("\n");
            }
        }
        return lines.toString();
    }

    void iptables(String arguments) {
        lab.in("gw", (backend == Backend.SYSTEM ? "iptables" : "iptables-" + backend) + " -t nat " + arguments);
    }

    @Override
    public void close() throws IOException {
        lab.close();
    }
}
