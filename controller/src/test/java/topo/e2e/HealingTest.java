package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The running controller puts back what somebody breaks: found by kernel events where the kernel tells, else by looking. */
class HealingTest {
    /** What one break is, and whether a kernel event tells of it. */
    private record Break(String what, String script) {}

    private static final List<Break> BREAKS = List.of(
            new Break("interface deleted", "ip -n blue link del eth0"),
            new Break("interface renamed", "ip -n sw link set p1 down; ip -n sw link set p1 name other; ip -n sw link set other up"),
            new Break("interface moved", "ip -n sw link set p1 netns red"),
            new Break("link down", "ip -n red link set eth0 down"),
            new Break("loopback down", "ip -n red link set lo down"),
            new Break("link of the host down", "ip link set uplink down"),
            new Break("MTU", "ip -n red link set eth0 mtu 1300"),
            new Break("MAC", "ip -n red link set eth0 address 02:00:00:00:00:99"),
            new Break("port taken out", "ip -n sw link set p1 nomaster"),
            new Break("address removed", "ip -n red address del 10.0.0.2/24 dev eth0"),
            new Break("address added", "ip -n blue address add 10.77.0.1/16 dev eth0"),
            new Break("route removed", "ip -n red route del default"),
            new Break("route changed", "ip -n red route replace default via 10.0.0.3"),
            new Break("route added in our name", "ip -n red route add 10.50.0.0/16 via 10.0.0.3 proto 199"),
            new Break("routes flushed", "ip -n red route flush table main"),
            new Break("route of the host", "ip route del 10.0.0.0/24"),
            new Break("bridge deleted", "ip -n sw link del br0"),
            new Break("bridge option", "ip -n sw link set br0 type bridge ageing_time 5000"),
            new Break("namespace deleted", "ip netns del blue"),
            new Break("namespaces of both ends deleted", "ip netns del blue; ip netns del sw"),
            new Break("another namespace of that name for a while", "ip netns del blue; ip netns add blue || true; sleep 1;"
                    + " ip -n blue -d link show lo | grep -q 'alias topo' || ip netns del blue"),
            new Break("rules flushed", "ip netns exec sw iptables -F; ip netns exec sw iptables -t nat -F"),
            new Break("chains deleted", "ip netns exec sw iptables -t nat -F; ip netns exec sw iptables -t nat -X"),
            new Break("an old dump", "printf '*nat\nCOMMIT\n' | ip netns exec sw iptables-restore"),
            new Break("all rules flushed", "! command -v nft >/dev/null || ip netns exec sw nft flush ruleset"),
            new Break("sysctl that the kernel announces", "ip netns exec sw sysctl -q -w net.ipv4.ip_forward=0"),
            new Break("sysctl", "ip netns exec red sysctl -q -w net.ipv4.conf.all.arp_ignore=0"),
            new Break("limit raised", "find /sys/fs/cgroup -path '*/topo/lab/red/pids.max' -exec sh -c 'echo 77 > \"$0\"' {} ';'"),
            new Break("cgroup removed", "find /sys/fs/cgroup -depth -path '*/topo/lab/red' -exec rmdir {} ';'"));

    private static final String DOCUMENT = Lab.with("  sysctls:\n",
            "  sysctls:\n    - { namespace: red, name: net.ipv4.conf.all.arp_ignore, value: 1 }\n");

    @AutoClose
    private final Sandbox box = Sandbox.open();

    private Sandbox.Running controller(String... options) {
        String[] words = new String[options.length + 1];
        words[0] = "controller";
        System.arraycopy(options, 0, words, 1, options.length);
        Sandbox.Running running = box.start("", box.launcher(words));
        awaitStatus();
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        return running;
    }

    private void awaitStatus() {
        await("the first status").atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofMillis(100))
                .until(() -> box.run("test", "-s", "/run/topo/status/lab.json").succeeded());
    }

    private void converges(String what) {
        await(what).atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(100))
                .until(() -> box.topo("diff", box.folder().resolve("lab.yaml").toString()).succeeded());
    }

    @Test
    void everyBreakIsMendedByItsEvent() {
        Lab.require(box);
        box.apply(DOCUMENT).expect(0);
        String network = Picture.network(box);
        // So rarely that only an event can be what mended it.
        Sandbox.Running controller = controller("--resync", "60m");
        for (Break one : BREAKS) {
            box.sh(one.script());
            converges(one.what());
            Picture.assertSame(network, Picture.network(box), one.what());
            assertTrue(box.in("red", "cat", "/proc/sys/net/ipv4/conf/all/arp_ignore").out().startsWith("1"));
        }
        Traffic.reaches(box, "red", "10.0.0.3");
        String events = box.topo("events", "lab").expect(0).out();
        assertTrue(events.contains("mtu: 1300 -> 1400"), events);
        assertTrue(events.contains(", event)"), events);
        if (box.run("iptables", "-V").out().contains("nf_tables")) {
            assertTrue(events.matches("(?s).*repaired  nat [^\n]*  by iptables \\(process \\d+\\).*"), events);
            assertTrue(events.lines().noneMatch(line -> line.contains("  veth ") && line.contains("  by ")), "nobody is guessed: " + events);
        }
        end(controller);
        box.topo("diff", box.folder().resolve("lab.yaml").toString()).expect(0);
    }

    @Test
    void whatNoEventTellsIsFoundByLooking() {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        controller("--resync", "60m");
        Sandbox.Running sleeper = box.start("red", "sleep", "300");
        String group = "grep -l '^'$(pgrep -f '^sleep 300')'$' /sys/fs/cgroup/*/topo/lab/red/cgroup.procs";
        await("a process in a limited namespace is limited").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200))
                .until(() -> box.run("sh", "-c", group).succeeded());
        for (String target : List.of("../../../cgroup.procs", "../../../other/cgroup.procs")) {
            box.sh("cd $(dirname $(find /sys/fs/cgroup -path '*/topo/lab/red/pids.max')); mkdir -p ../../../other;"
                    + " pgrep -f '^sleep 300' >" + target);
            await("a process that left its cgroup is back").atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(200))
                    .until(() -> box.run("sh", "-c", group).succeeded());
        }
        box.sh("ip netns del red");
        converges("a namespace with a process in it");
        assertTrue(sleeper.process().isAlive());
    }

    /** By the lock that such programs take; one with a lock of its own is found by looking. */
    @Test
    void legacyRulesAreMendedThoughNoEventTells() {
        Lab.require(box);
        Assumptions.assumeTrue(box.run("iptables-legacy", "-t", "nat", "-L").succeeded(), "this machine lacks: legacy iptables");
        String[] launcher = box.launcher("apply", box.file("lab.yaml", Lab.DOCUMENT));
        box.run("env", "TOPO_IPTABLES=legacy", launcher[0], launcher[1], launcher[2]).expect(0);
        String rules = box.in("sw", "iptables-legacy-save", "-t", "nat").out().replaceAll("(?m)^#.*|\\[\\d+:\\d+\\]", "");
        assertTrue(rules.contains("MASQUERADE"), rules);
        box.start("", "env", "TOPO_IPTABLES=legacy", launcher[0], "controller", "--resync", "60m");
        awaitStatus();
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        for (String lock : List.of("", "XTABLES_LOCKFILE=/run/another.lock ")) {
            box.sh(lock + "ip netns exec sw iptables-legacy -t nat -F");
            await(lock + "flushed").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200))
                    .until(() -> box.in("sw", "iptables-legacy-save", "-t", "nat").out().replaceAll("(?m)^#.*|\\[\\d+:\\d+\\]", "")
                            .equals(rules));
        }
        assertFalse(box.topo("events", "lab").out().contains("  by "), "nobody is guessed");
    }

    @Test
    void aRestartWritesNothingAndLeavesTheLab() throws Exception {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        end(controller());
        box.sh("rm /run/topo/status/*");
        Path trace = box.folder().resolve("trace");
        if (!box.run("strace", "-V").succeeded()) {
            return;
        }
        String[] launcher = box.launcher("controller", "--resync", "1s");
        String[] words = new String[launcher.length + 6];
        String[] strace = {"strace", "-f", "-qq", "-etrace=sendto,sendmsg,execve,mount", "-o", trace.toString()};
        System.arraycopy(strace, 0, words, 0, 6);
        System.arraycopy(launcher, 0, words, 6, launcher.length);
        Sandbox.Running traced = box.start("", words);
        awaitStatus();
        box.topo("wait", "lab", "--for", "ready", "--timeout", "100s").expect(0);
        box.sh("sleep 3");
        box.sh("kill -TERM $(cat /run/topo/controller)");
        assertTrue(traced.process().waitFor(60, TimeUnit.SECONDS));
        String calls = Files.readString(trace);
        assertTrue(calls.contains("RTM_GETLINK"), "the trace shows what is asked");
        assertFalse(calls.matches("(?s).*RTM_(NEW|DEL|SET)(LINK|ADDR|ROUTE).*"), "netlink writes");
        assertFalse(calls.contains("iptables-restore\""), "iptables writes");
        assertFalse(calls.contains("mount("), "namespaces");
    }

    @Test
    void connectionsElsewhereLoseNoPacket() throws Exception {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        controller("--resync", "60m");
        Sandbox.Running ping = box.start("", "ping", "-n", "-q", "-i", "0.01", "-c", "500", "192.0.2.2");
        for (int i = 0; i < 5; i++) {
            box.sh("ip -n red link del eth0; ip netns del blue; ip netns exec sw iptables -t nat -F");
            converges("red and blue");
        }
        assertEquals(0, box.finish(ping).status());
        assertTrue(ping.output().contains(" 0% packet loss"), ping.output());
    }

    @Test
    void pauseResumeReportAndSources() {
        Lab.require(box);
        box.sh("mkdir " + box.folder().resolve("labs"));
        String file = box.file("labs/lab.yaml", Lab.DOCUMENT);
        box.file("lab.yaml", Lab.DOCUMENT);
        Sandbox.Running controller = controller("--resync", "1s", "--source", "dir:" + box.folder().resolve("labs"));

        box.topo("pause", "lab", "--for", "1h").expect(0);
        await("paused").atMost(Duration.ofSeconds(30)).until(() -> box.topo("get").out().contains("Paused"));
        box.sh("ip -n red link set eth0 mtu 1300; sleep 3");
        assertTrue(box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1300"));
        Result missing = box.topo("wait", "lab", "--timeout", "1s").expect(1);
        assertTrue(missing.err().contains("1300 -> 1400"), missing.err());
        box.topo("resume", "lab").expect(0);
        box.topo("wait", "lab", "--for", "ready", "--timeout", "30s").expect(0);
        assertTrue(box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1400"));

        box.file("labs/lab.yaml", Lab.DOCUMENT.replace("mtu: 1400", "mtu: 1350"));
        await("a changed file").atMost(Duration.ofSeconds(30))
                .until(() -> box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1350"));
        box.file("labs/lab.yaml", "kind: Topologie\n");
        await("a broken file").atMost(Duration.ofSeconds(30)).until(() -> box.topo("describe", "lab").out().contains("last good version"));
        assertTrue(box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1350"));
        box.sh("rm " + file);
        await("a file that is gone").atMost(Duration.ofSeconds(30)).until(() -> box.topo("describe", "lab").out().contains("Removed"));
        box.topo("wait", "lab", "--timeout", "30s").expect(0);
        end(controller);
    }

    @Test
    void whatWasNotConfirmedIsRolledBackAlsoIfAllWereKilled() throws Exception {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        Sandbox.Running first = controller();
        box.topo("apply", box.file("new.yaml", Lab.with("mtu: 1400", "mtu: 1300")), "--confirm", "8s").expect(0);
        box.sh("kill -9 $(cat /run/topo/controller)");
        box.sh("pid=$(pgrep -f -- \"--guard .*$(sed -n 's/^token[ :=]*//p' /var/lib/topo/topologies/lab/pending)\"); test -n \"$pid\"; kill -9 $pid");
        first.process().waitFor(60, TimeUnit.SECONDS);
        assertTrue(box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1300"));
        Sandbox.Running second = box.start("", box.launcher("controller"));
        await("rolled back").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(200))
                .until(() -> box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1400"));
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        converges("the version before");
        end(second);
    }

    @Test
    void anApplyThatWasKilledIsCompleted() throws Exception {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        String file = box.file("lab.yaml", Lab.with("mtu: 1400", "mtu: 1300"));
        // Remembered, as an apply does first of all; then it was killed, and somebody broke the lab besides.
        Sandbox.Running apply = box.start("", box.launcher("apply", file));
        await("begun").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(1))
                .until(() -> !apply.process().isAlive() || box.run("grep", "-q", "applying", "/var/lib/topo/topologies/lab/meta").succeeded());
        apply.process().descendants().forEach(ProcessHandle::destroyForcibly);
        apply.process().destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        box.sh("ip netns del blue");
        end(controller());
        box.topo("diff", file).expect(0);
        assertTrue(box.in("red", "ip", "link", "show", "eth0").out().contains("mtu 1300"));
    }

    @Test
    void thereIsOneController() {
        Lab.require(box);
        box.apply(Lab.DOCUMENT).expect(0);
        controller();
        Result second = box.topo("controller").expect(5);
        assertTrue(second.err().contains("one runs already"), second.err());
    }

    private void end(Sandbox.Running controller) {
        box.sh("kill -TERM $(cat /run/topo/controller)");
        assertEquals(0, box.finish(controller).status(), controller.output());
    }
}
