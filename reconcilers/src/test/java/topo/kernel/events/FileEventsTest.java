package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import topo.api.net.NetnsName;
import topo.kernel.EventCalls;
import topo.kernel.TestHost;

/** Control groups, sysctls and the lock of legacy iptables. */
@Timeout(60)
class FileEventsTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final NetnsName BLUE = new NetnsName("blue");

    private TestHost host;
    private Listening heard;

    @BeforeEach
    void open() {
        host = TestHost.open();
        host.make("red");
        host.make("blue");
        heard = Listening.to(host, "red", "blue").settle();
    }

    @AfterEach
    void close() {
        if (heard != null) {
            heard.close();
        }
        if (host != null) {
            host.close();
        }
    }

    /** Some hierarchy of control groups that new groups can be made in. */
    private static Path hierarchy() {
        for (String name : List.of("/sys/fs/cgroup/pids", "/sys/fs/cgroup/unified", "/sys/fs/cgroup")) {
            if (Files.exists(Path.of(name, "cgroup.procs"))) {
                return Path.of(name);
            }
        }
        assumeTrue(false, "control groups");
        return null;
    }

    @Test
    void aControlGroupThatIsMadeWrittenAndRemoved() throws Exception {
        Path top = hierarchy().resolve("topo-events-" + ProcessHandle.current().pid());
        Path group = top.resolve("h1");
        Files.createDirectory(top);
        Process inside = new ProcessBuilder("sleep", "60").start();
        try {
            heard.events.watchFolders(Set.of(group));
            Files.createDirectory(group);
            heard.until("its making", all -> all.files.contains(group)).settle();
            Files.writeString(group.resolve("cgroup.procs"), inside.pid() + "\n");
            heard.until("a process moved in", all -> all.files.contains(group.resolve("cgroup.procs"))).settle();
            inside.destroyForcibly().waitFor();
            remove(group);
            heard.until("its removal", all -> all.files.contains(group)).settle();
            Files.createDirectory(group);
            heard.until("its making anew", all -> all.files.contains(group)).settle();
            Files.writeString(group.resolve("cgroup.procs"), "0\n");
            Files.writeString(hierarchy().resolve("cgroup.procs"), "0\n");
            heard.until("a process moved in", all -> all.files.contains(group.resolve("cgroup.procs"))).settle();
            heard.events.watchFolders(Set.of());
            remove(group);
            heard.assertQuiet();
        } finally {
            inside.destroyForcibly().waitFor();
            Files.deleteIfExists(group);
            Files.delete(top);
        }
    }

    @Test
    void aNameThatIsNoTextDoesNotEndTheReader(@TempDir Path folder) throws Exception {
        heard.events.watchFolders(Set.of(folder));
        assertEquals(0, new ProcessBuilder("sh", "-c", "cd " + folder + " && touch \"$(printf 'a\\351b')\" && rm a*b").start().waitFor());
        heard.until("the folder", all -> all.files.contains(folder)).settle();
        Files.writeString(folder.resolve("plain"), "x");
        heard.until("a file", all -> all.files.contains(folder.resolve("plain")));
    }

    @Test
    void aSysctlThatLeadsElsewhereIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> heard.events.watchSysctls(Map.of(RED, Set.of("../../etc/passwd"))));
    }

    /** The kernel lets a dead process go a little after its end. */
    private static void remove(Path group) throws InterruptedException {
        for (int i = 0; i < 100 && Files.exists(group); i++) {
            try {
                Files.delete(group);
            } catch (IOException busy) {
                Thread.sleep(20);
            }
        }
        assertFalse(Files.exists(group));
    }

    @Test
    void aSysctlThatAProgramWrites() {
        heard.events.watchSysctls(Map.of(RED, Set.of("net/ipv4/conf/all/arp_ignore", "net/ipv4/absent"), BLUE,
                Set.of("net/ipv4/conf/all/arp_ignore")));
        host.run("red", "sysctl -qw net.ipv4.conf.all.arp_ignore=1");
        heard.until("red", Aspect.SYSCTLS);
        assertEquals("net/ipv4/conf/all/arp_ignore", heard.seen.get(0).notice().name());
        assertEquals(Set.of(), heard.of("blue"));
        heard.settle();
        host.run("red", "sysctl net.ipv4.conf.all.arp_ignore");
        host.run("red", "sysctl -qw net.ipv4.conf.all.arp_announce=1");
        heard.assertQuiet();
        heard.events.watchSysctls(Map.of(RED, Set.of()));
        host.run("red", "sysctl -qw net.ipv4.conf.all.arp_ignore=2");
        heard.assertQuiet();
    }

    @Test
    void forwardingIsToldUnasked() {
        host.run("red", "sysctl -qw net.ipv4.conf.all.forwarding=1");
        heard.until("red", Aspect.SYSCTLS).settle();
        host.run("red", "sysctl -qw net.ipv6.conf.all.forwarding=1");
        heard.until("red", Aspect.SYSCTLS).settle();
        host.run("red", "sysctl -qw net.ipv4.conf.all.rp_filter=1");
        heard.until("red", Aspect.SYSCTLS);
        assertEquals(Set.of(), heard.of("blue"));
    }

    @Test
    void theSysctlsOfANamespaceMadeAnew() {
        heard.events.watchSysctls(Map.of(RED, Set.of("net/ipv4/ip_default_ttl")));
        host.sockets().forget(RED);
        host.namespaces().delete(RED);
        host.make("red");
        heard.until("red", Aspect.NAMESPACE).settle();
        heard.events.watchSysctls(Map.of(RED, Set.of("net/ipv4/ip_default_ttl")));
        host.run("red", "sysctl -qw net.ipv4.ip_default_ttl=63");
        heard.until("red", Aspect.SYSCTLS);
    }

    @Test
    void legacyIptablesAreFoundByTheirLockAndTheirFingerprint() throws Exception {
        Files.deleteIfExists(Path.of("/run/xtables.lock"));
        heard.settle();
        LegacyTables tables = new LegacyTables(host.kernel(), new EventCalls(), host.namespaces(), Path.of("/proc/thread-self"));
        Set<NetnsName> both = Set.of(RED, BLUE);
        assertEquals(Map.of(RED, 0L, BLUE, 0L), tables.fingerprints(both), "nobody has used any");
        assertEquals(Map.of(RED, 0L, BLUE, 0L), tables.fingerprints(both), "and looking makes none");
        host.run("red", "iptables-legacy -t nat -A POSTROUTING -s 10.0.0.0/24 -j MASQUERADE");
        heard.until("the lock, made anew", all -> all.legacyTables).settle();
        Map<NetnsName, Long> before = tables.fingerprints(both);
        assertNotEquals(0L, before.get(RED));
        assertEquals(0L, before.get(BLUE));
        assertEquals(before, tables.fingerprints(both));
        host.run("red", "iptables-legacy -t nat -R POSTROUTING 1 -s 10.0.1.0/24 -j MASQUERADE");
        heard.until("the lock", all -> all.legacyTables).settle();
        assertNotEquals(before.get(RED), tables.fingerprints(both).get(RED));
        host.run("red", "iptables-legacy -t nat -R POSTROUTING 1 -s 10.0.0.0/24 -j MASQUERADE");
        assertEquals(before, tables.fingerprints(both), "the same rules again");
        host.run("red", "iptables-legacy -P FORWARD DROP");
        assertNotEquals(before.get(RED), tables.fingerprints(both).get(RED), "a policy");
        host.run("blue", "ip6tables-legacy -A INPUT -p tcp --dport 22 -j DROP");
        assertNotEquals(0L, tables.fingerprints(both).get(BLUE));
        assertEquals(Map.of(), tables.fingerprints(Set.of(new NetnsName("absent"))));
    }

    @Test
    void whatLegacyTablesCountIsNoChange() {
        LegacyTables tables = new LegacyTables(host.kernel(), new EventCalls(), host.namespaces(), Path.of("/proc/thread-self"));
        host.ip("red", "link set lo up");
        host.run("red", "iptables-legacy -A INPUT -i lo -j ACCEPT");
        Map<NetnsName, Long> before = tables.fingerprints(Set.of(RED));
        host.run("red", "ping -qc 1 127.0.0.1");
        assertFalse(host.run("red", "iptables-legacy -nvL INPUT").contains(" 0     0 ACCEPT"), "it has counted");
        assertEquals(before, tables.fingerprints(Set.of(RED)));
    }
}
