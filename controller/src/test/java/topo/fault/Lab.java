package topo.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import topo.api.net.NetnsName;
import topo.cli.Program;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.MessageWriter;
import topo.kernel.netlink.NetlinkSocket;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.RtnlSocket;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;

/**
 * The host of the suite, with things on it that belong to others, and a topology with every kind there is in two versions. A folder in the
 * cgroup hierarchy of pids stands for the whole of it.
 */
final class Lab {
    private static final int NETLINK_NETFILTER = 12;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int GET_CHAIN = 4;
    private static final int GET_RULE = 7;
    private static final int NFGENMSG = 4;
    private static final int NFTA_CHAIN_USE = 6;
    private static final int NFTA_RULE_POSITION = 6;
    static final Path STATE = Path.of("/var/lib/topo/topologies");
    private static final Path NETNS = Path.of("/run/netns");
    private static final Path FORWARD = Path.of("/proc/sys/net/ipv4/ip_forward");

    private final Path folder;
    private final Path cgroups;
    final Map<String, String> environment;
    final String first;
    final String second;

    Lab() throws Exception {
        folder = Files.createTempDirectory("topo-fault");
        cgroups = Files.createDirectory(Path.of("/sys/fs/cgroup/pids/topo-fault-" + ProcessHandle.current().pid()));
        Files.createDirectory(cgroups.resolve("theirs"));
        environment = Map.of("TOPO_CGROUP_ROOT", cgroups.toString());
        first = write("first.yaml", "");
        second = write("second.yaml", "2");
        for (String words : List.of("ip link add docker0 type bridge", "ip addr add 172.17.0.1/16 dev docker0", "ip link set docker0 up",
                "ip route add 10.99.0.0/16 via 172.17.0.9", "ip netns add theirs", "ip -n theirs link add eth0 type bridge",
                "iptables -t nat -N DOCKER", "iptables -t nat -A DOCKER -s 172.17.0.0/16 -j RETURN", "iptables -t nat -A PREROUTING -j DOCKER", "iptables -t nat -A POSTROUTING -s 198.18.0.0/15 -j RETURN")) {
            run(words.split(" "));
        }
    }

    /** {@code version}: empty, or 2 for one in which most things have changed. */
    private String write(String name, String version) throws IOException {
        boolean later = !version.isEmpty();
        return Files.writeString(folder.resolve(name), """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: lab }
                spec:
                  namespaces: [{ name: %s }]
                  bridges: [{ name: br0, mtu: %s, addresses: [10.7.0.1/24] }]
                  veths:
                    - endpoints:
                        - { namespace: %s, name: eth0, addresses: [10.7.0.%s/24] }
                        - { name: veth0, bridge: br0 }
                  routes: [{ namespace: %s, to: default, via: 10.7.0.1%s }]
                  sysctls: [{ name: net.ipv4.ip_forward, value: 1 }%s]
                  nat: [{ type: masquerade, source: 10.7.0.0/24, outInterface: %s }]
                  cgroups: [{ name: c, namespaces: [%s], pids: { max: %s } }]
                """.formatted(later ? "blue" : "red", later ? 1400 : 1500, later ? "blue" : "red", later ? 3 : 2, later ? "blue" : "red",
                later ? ", mtu: 1300" : "", later ? "" : ", { namespace: red, name: net.ipv4.ip_forward, value: 1 }",
                later ? "docker0" : "\"!br0\"", later ? "blue" : "red", later ? 200 : 100)).toString();
    }

    static String run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + output);
        }
        return output;
    }

    Program.Ended topo(Script script, String... words) {
        return Program.run(FaultyHost.of(script, environment), new FaultyClock(script), words);
    }

    /** A command that has to work. */
    Program.Ended must(String... words) {
        Program.Ended ended = Program.run(Host.real(environment), words);
        if (ended.status() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + ended);
        }
        return ended;
    }

    Program.Ended attempt(String... words) {
        return Program.run(Host.real(environment), words);
    }

    /** All that a topology may have left, and all that is not its own. */
    List<String> all() throws Exception {
        List<String> seen = new ArrayList<>();
        try (Kernel kernel = new Kernel(Host.real(environment))) {
            for (NetnsName netns : kernel.namespaces().list()) {
                seen.add("namespace " + netns + (kernel.namespaces().isMounted(netns) ? "" : " (nothing is mounted)"));
            }
            for (NetnsName netns : List.of(NetnsName.HOST, new NetnsName("theirs"))) {
                RtnlSocket socket = kernel.sockets().require(netns);
                for (Link link : socket.links()) {
                    seen.add("link " + link + netns.suffix());
                }
                socket.addresses().stream().filter(address -> !address.prefix().v6()).forEach(address -> seen.add(address + netns.suffix()));
                socket.routes(false).forEach(route -> seen.add(route + netns.suffix()));
            }
            dumpTables(kernel, GET_CHAIN, seen);
            dumpTables(kernel, GET_RULE, seen);
        }
        try (Stream<Path> tree = Files.walk(cgroups)) {
            tree.filter(Files::isDirectory).sorted().forEach(path -> seen.add("cgroup " + path));
        }
        seen.add("ip_forward " + Files.readString(FORWARD).strip());
        if (Files.exists(cgroups.resolve("topo/lab/c"))) {
            seen.add("pids " + Files.readString(cgroups.resolve("topo/lab/c/pids.max")).strip());
        }
        return seen;
    }

    /** Chains or rules of nf_tables as the kernel gives them, attribute by attribute: a tenth of the time that iptables-save takes. */
    private static void dumpTables(Kernel kernel, int type, List<String> into) {
        try (NetlinkSocket socket = new NetlinkSocket(new KernelTransport(kernel.sys(), NETLINK_NETFILTER), new BufferPool())) {
            MessageWriter request = socket.dumpRequest(NFNL_SUBSYS_NFTABLES << 8 | type);
            request.u8(0).u8(0).u16(0).end();
            socket.dump("list the tables", request, () -> { }, message -> {
                StringBuilder text = new StringBuilder("nf_tables " + type);
                Attributes attributes = message.attributes(NFGENMSG);
                while (attributes.next()) {
                    // How many rules are in a chain, and which one a rule stands behind: ours count while they are there.
                    if (attributes.type() == (type == GET_CHAIN ? NFTA_CHAIN_USE : NFTA_RULE_POSITION)) {
                        continue;
                    }
                    text.append(' ').append(attributes.type()).append('=').append(HexFormat.of().formatHex(attributes.bytes()));
                }
                into.add(text.toString());
            });
        }
    }

    /** Every file that is remembered, with what is in it. */
    static List<String> record() throws IOException {
        if (!Files.exists(STATE)) {
            return List.of();
        }
        try (Stream<Path> tree = Files.walk(STATE)) {
            List<String> files = new ArrayList<>();
            for (Path path : tree.sorted().toList()) {
                files.add(path + (Files.isDirectory(path) ? "" : "\n" + Files.readString(path)));
            }
            return files;
        }
    }

    /** Whether the topology is remembered. */
    static boolean isRemembered() {
        return Files.exists(STATE.resolve("lab"));
    }

    /** By hand what topo should have done, so that one thing left behind is told once and not by every trial after it. */
    void clean(List<String> foreign) throws Exception {
        Files.writeString(FORWARD, "0");
        Files.deleteIfExists(NETNS.resolve("red"));
        Files.deleteIfExists(NETNS.resolve("blue"));
        for (String left : List.of("topo/lab/c", "topo/lab", "topo")) {
            Files.deleteIfExists(cgroups.resolve(left));
        }
        for (String link : List.of("veth0", "br0")) {
            new ProcessBuilder("ip", "link", "delete", link).start().waitFor();
        }
        List<String> left = all();
        if (!left.equals(foreign)) {
            throw new IllegalStateException("trials after this one would tell of what it left: " + left + ", not " + foreign);
        }
    }

    void close() throws Exception {
        try (Stream<Path> tree = Files.walk(cgroups)) {
            for (Path path : tree.filter(Files::isDirectory).sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        run("ip", "netns", "del", "theirs");
        run("ip", "link", "del", "docker0");
        run("iptables", "-t", "nat", "-F");
        run("iptables", "-t", "nat", "-X");
        Files.list(NETNS).close();
    }
}
