package topo.fault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import topo.api.net.NetnsName;
import topo.cli.Program;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.RtnlSocket;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;

/**
 * The host of the suite, with things on it that belong to others, and a topology with every kind there is in two versions. A folder in the
 * cgroup hierarchy of pids stands for the whole of it.
 */
final class Lab {
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
                "iptables -t nat -N DOCKER", "iptables -t nat -A DOCKER -s 172.17.0.0/16 -j RETURN", "iptables -t nat -A PREROUTING -j DOCKER")) {
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
        Program.Ended ended = Program.run(Host.real(environment), java.time.Clock.systemUTC(), words);
        if (ended.status() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + ended);
        }
        return ended;
    }

    Program.Ended attempt(String... words) {
        return Program.run(Host.real(environment), java.time.Clock.systemUTC(), words);
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
        }
        for (String line : run("iptables-save", "-t", "nat").split("\n")) {
            if (!line.startsWith("#")) {
                seen.add("nat " + (line.startsWith(":") ? line.substring(0, line.indexOf(' ')) : line));
            }
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
