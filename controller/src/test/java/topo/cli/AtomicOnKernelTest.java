package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code apply --atomic} of every kind on the real kernel, with each single write refused in turn: requests, namespaces, rules. After each the
 * picture of everything, ours and others', is the one before. This JVM has namespaces of its own.
 */
class AtomicOnKernelTest {
    private static final String HEAD = "apiVersion: topo/v1\nkind: Topology\nmetadata: { name: lab }\nspec:\n";
    private static final String V1 = HEAD + """
              namespaces: [{ name: red }, { name: blue }]
              bridges: [{ name: br0, addresses: [10.7.0.1/24] }]
              veths:
                - endpoints:
                    - { namespace: red, name: eth0, addresses: [10.7.0.2/24, "fd07::2/64"] }
                    - { name: veth0, bridge: br0 }
                - endpoints: [{ namespace: red, name: p1 }, { namespace: blue, name: p1, addresses: [10.8.0.1/24] }]
              routes: [{ namespace: red, to: default, via: 10.7.0.1 }, { to: 10.8.0.0/24, via: 10.7.0.2 }]
              sysctls: [{ name: net.ipv4.ip_default_ttl, value: 65 }, { namespace: red, name: net.ipv4.ip_forward, value: 1 }]
              nat: [{ type: masquerade, source: 10.7.0.0/24, outInterface: "!br0" }]
              cgroups: [{ name: c, namespaces: [red], pids: { max: 100 } }]
            """;

    private enum Sort {
        CREATE("", V1),
        CHANGE(V1, V1.replace("10.7.0.2/24", "10.7.0.3/24").replace("via: 10.7.0.2", "via: 10.7.0.3").replace("name: br0, a", "name: br0, mtu: 1400, a")
                .replace("value: 65", "value: 66").replace("10.7.0.0/24, out", "10.7.1.0/24, out").replace("max: 100", "max: 50")),
        PRUNE(V1, HEAD + "  namespaces: [{ name: blue }]\n"),
        REPLACE(V1, V1.replace("red", "green").replace("name: br0", "name: br1").replace("bridge: br0", "bridge: br1"));

        private final String before;
        private final String after;

        Sort(String before, String after) {
            this.before = before;
            this.after = after;
        }
    }

    @TempDir
    Path folder;
    private Path cgroups;
    private Map<String, String> environment;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void prepare() throws Exception {
        cgroups = Files.createDirectory(Path.of("/sys/fs/cgroup/pids/topo-atomic-" + ProcessHandle.current().pid()));
        environment = Map.of("TOPO_CGROUP_ROOT", cgroups.toString(), "TOPO_STATE_DIR", folder.resolve("state").toString(),
                "TOPO_RUN_DIR", folder.resolve("run").toString());
        sh("""
                ip link add docker0 type bridge; ip addr add 172.17.0.1/16 dev docker0; ip link set docker0 up
                ip route add 10.99.0.0/16 via 172.17.0.9; ip netns add theirs
                iptables -t nat -N DOCKER; iptables -t nat -A DOCKER -s 172.17.0.0/16 -j RETURN; iptables -t nat -A PREROUTING -j DOCKER
                """);
    }

    private Program.Ended topo(Predicate<String> refuses, String... words) {
        return Program.run(RefusingHost.of(refuses, environment), words);
    }

    @AfterEach
    void clean() throws Exception {
        topo(write -> false, "destroy", "lab");
        for (Process process : started) {
            process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        sh("ip link del docker0; ip netns del theirs; iptables -t nat -F; iptables -t nat -X");
        try (Stream<Path> tree = Files.walk(cgroups)) {
            for (Path path : tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whicheverWriteIsRefusedAllIsAsItWas(Sort sort) throws Exception {
        begin(sort.before);
        String before = picture();
        int points = 0;
        while (points < 200) {
            AtomicInteger writes = new AtomicInteger();
            int refused = points + 1;
            List<String> names = new ArrayList<>();
            Program.Ended ended = topo(write -> {
                synchronized (names) {
                    names.add(write);
                }
                return writes.incrementAndGet() == refused;
            }, "apply", "--atomic", document("after", sort.after));
            if (writes.get() < refused) {
                assertEquals(0, ended.status(), ended::toString);
                break;
            }
            // A refused write may be one that a second look makes up for: then all is as wanted, and that is as good.
            if (ended.status() == 0) {
                assertEquals(0, topo(write -> false, "diff", document("after", sort.after)).status());
                must("apply", document("before", sort.before.isEmpty() ? HEAD : sort.before));
                fail("the refusal of " + names.get(points) + " went unnoticed: " + ended);
            }
            assertEquals(4, ended.status(), ended::toString);
            assertTrue(ended.err().contains("all is back as it was before, as another look shows"), points + " " + names.get(points) + ended);
            same(before, picture(), sort + ", write " + refused + " (" + names.get(points) + ")\n" + ended.err());
            points++;
        }
        System.out.println("atomic " + sort + ": " + points + " writes refused");
        assertTrue(points > 5, sort + ": " + points);
    }

    /** What the kernel itself refuses, at the last step. */
    @Test
    void realRefusals() throws Exception {
        begin(V1);
        String before = picture();
        for (String bad : List.of(V1.replace("value: 65", "value: 999"), V1.replace("{ namespace: red, to: default, via: 10.7.0.1 }, ", "")
                .replace("{ to: 10.8", "{ namespace: red, to: default, via: 10.7.0.1, source: 10.99.9.9 }, { to: 10.8"))) {
            Program.Ended ended = topo(write -> false, "apply", "--atomic", document("bad", bad.replace("10.7.0.2", "10.7.0.4")));
            assertEquals(4, ended.status(), ended::toString);
            assertTrue(ended.err().contains("EINVAL: Invalid argument") || ended.err().contains("EINVAL: Invalid prefsrc address"), ended::toString);
            assertTrue(ended.err().contains("all is back as it was before"), ended::toString);
            same(before, picture(), ended.err());
        }
    }

    /** What others have in a namespace of ours survives its deletion, and so does a process that somebody put into a cgroup of ours. */
    @Test
    void othersThingsInsideComeBack() throws Exception {
        begin(V1);
        sh("ip -n red link add foreign0 type veth peer name foreign1; ip -n red addr add 192.0.2.1/24 dev foreign0; ip -n red link set foreign0 up;"
                + "ip netns exec red iptables -A INPUT -p tcp --dport 22 -j DROP; nsenter --net=/run/netns/red sysctl -qw net.ipv4.ip_default_ttl=33");
        Process inside = start("nsenter", "--net=/run/netns/red", "sleep", "600");
        Process placed = start("sleep", "600");
        must("apply", document("before", V1));
        Files.writeString(cgroups.resolve("topo/lab/c/cgroup.procs"), Long.toString(placed.pid()));
        String before = picture();
        String bad = HEAD + "  namespaces: [{ name: blue }]\n  sysctls: [{ namespace: blue, name: net.ipv4.ip_default_ttl, value: 999 }]\n";
        Program.Ended ended = topo(write -> false, "apply", "--atomic", document("after", bad));
        assertEquals(4, ended.status(), ended::toString);
        assertTrue(ended.out().contains("  - namespace red\n"), ended::toString);
        same(before, picture(), ended.err());
        assertTrue(inside.isAlive());
        assertEquals(sh("stat -Lc %i /run/netns/red"), sh("stat -Lc %i /proc/" + inside.pid() + "/ns/net"), "it is the same namespace");
    }

    /** Once the command is over, what was kept goes. */
    @Test
    void keepsNothingAfterASuccess() throws Exception {
        begin(V1);
        String before = openNamespaces();
        must("apply", "--atomic", document("after", HEAD + "  namespaces: [{ name: blue }]\n"));
        assertEquals("blue\ntheirs\n", sh("ls /run/netns"));
        assertEquals(before, openNamespaces());
    }

    /** Of this JVM, in which other tests have run. */
    private static String openNamespaces() throws Exception {
        return sh("ls -l /proc/" + ProcessHandle.current().pid() + "/fd | grep -c 'net:\\[' || true");
    }

    private void begin(String document) throws IOException {
        if (!document.isEmpty()) {
            must("apply", document("before", document));
        }
    }

    private Process start(String... words) throws IOException {
        Process process = new ProcessBuilder(words).start();
        started.add(process);
        return process;
    }

    private String document(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name + ".yaml"), text).toString();
    }

    private void must(String... words) {
        Program.Ended ended = topo(write -> false, words);
        assertEquals(0, ended.status(), ended::toString);
    }

    /** Links come in the order of their indexes, which new ones have; the order of rules matters. */
    private static void same(String before, String after, String what) {
        List<String> gone = new ArrayList<>(before.lines().toList());
        List<String> come = new ArrayList<>(after.lines().toList());
        after.lines().forEach(gone::remove);
        before.lines().forEach(come::remove);
        assertEquals(rules(before), rules(after), what);
        if (!gone.isEmpty() || !come.isEmpty()) {
            fail(what + "\n--- no longer there:\n" + String.join("\n", gone) + "\n--- there now:\n" + String.join("\n", come));
        }
    }

    private static List<String> rules(String picture) {
        return picture.lines().filter(line -> line.startsWith("-A") || line.startsWith("==")).toList();
    }

    /**
     * Links without what a new one has of its own (index, queue), addresses, routes, rules of both backends, sysctls, cgroups with limits and
     * processes, and the record.
     */
    private String picture() throws Exception {
        StringBuilder text = new StringBuilder();
        String all = sh("""
                look() {
                    ip -d -o link; ip -o address; ip route show table all; ip -6 route show table main; ip rule
                    iptables-save; iptables-legacy-save; ip6tables-save
                    cat /proc/sys/net/ipv4/ip_default_ttl /proc/sys/net/ipv4/ip_forward
                }
                exec 2>/dev/null
                export -f look
                look
                for file in /run/netns/*; do echo "== $file"; nsenter --net=$file bash -c look; done
                """).lines().filter(line -> !isNothing(line)).map(AtomicOnKernelTest::stable).collect(Collectors.joining("\n", "", "\n"));
        text.append(all);
        try (Stream<Path> tree = Files.walk(cgroups)) {
            for (Path path : tree.filter(Files::isDirectory).sorted().toList()) {
                text.append(path).append(' ').append(Files.readString(path.resolve("cgroup.procs")).replace('\n', ' '));
                text.append(Files.exists(path.resolve("pids.max")) ? Files.readString(path.resolve("pids.max")) : "\n");
            }
        }
        Path state = folder.resolve("state/topologies");
        if (Files.exists(state)) {
            try (Stream<Path> tree = Files.walk(state)) {
                for (Path path : tree.filter(Files::isRegularFile).sorted().toList()) {
                    text.append(state.relativize(path)).append('\n').append(Files.readString(path)).append('\n');
                }
            }
        }
        return text.toString();
    }

    /**
     * What the kernel makes by itself and in its own time, such as an IPv6 address's local route once it is known to be nobody else's;
     * built-in chains, which stand there since somebody looked.
     */
    private static boolean isNothing(String line) {
        return line.startsWith("#") || line.startsWith("*") || line.equals("COMMIT") || line.startsWith(":") && line.contains(" ACCEPT ")
                || line.contains("fe80:") || line.startsWith("local ") && line.contains(" pref ");
    }

    /** Without indexes, carriers and clocks. */
    private static String stable(String line) {
        return line.replaceAll("^\\d+: |@[^: ]+(?=:)| state [A-Z]+|link-netns(id)? \\S+|,?(NO-CARRIER|LOWER_UP|M-DOWN)| (linkdown|dead|tentative)\\b", "")
                .replaceAll("(_timer|topology_change\\w*) +\\S+|\\[[0-9:]*\\]", "");
    }

    private static String sh(String script) throws Exception {
        Process process = new ProcessBuilder("bash", "-c", script).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), script + ": " + output);
        return output;
    }
}
