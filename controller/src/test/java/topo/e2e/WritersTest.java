package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several topos at once, as processes of their own: one writes, the others wait for it. */
class WritersTest {
    private static final int WRITERS = 8;

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void require() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
    }

    private static String document(String name, int version) {
        return """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: %1$s }
                spec:
                  namespaces: [{ name: %1$s-a }, { name: %1$s-v%2$d }]
                  bridges: [{ name: %1$s-br, addresses: [10.%3$s.0.%2$d/24] }]
                  veths:
                    - endpoints: [{ namespace: %1$s-a, name: eth0, mtu: %4$d }, { namespace: %1$s-v%2$d, name: eth0 }]
                  sysctls: [{ namespace: %1$s-a, name: net.ipv4.ip_default_ttl, value: %4$d }]
                """.formatted(name, version, String.valueOf(name.equals("lab") ? 50 : version), 100 + version);
    }

    /** Whatever the order was, it ends as the last of them wants it, whole. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void eightVersionsOfOneTopology(long seed) {
        foreign();
        String before = Picture.whole(box);
        List<String> files = new ArrayList<>();
        for (int version = 1; version <= WRITERS; version++) {
            files.add(box.file("v" + version + ".yaml", document("lab", version)));
        }
        assertEquals(WRITERS, together(files, seed));
        List<String> winners = new ArrayList<>(files);
        winners.removeIf(file -> box.topo("diff", file).status() != 0);
        assertEquals(1, winners.size(), () -> "seed " + seed + ": as wanted by " + winners);
        assertEquals(2, Picture.namespaces(box).size() - 2, "no other version's namespace is left");
        stateIsWhole("lab");
        box.topo("destroy", "lab").expect(0);
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void eightTopologies(long seed) {
        foreign();
        String before = Picture.whole(box);
        List<String> files = new ArrayList<>();
        for (int i = 1; i <= WRITERS; i++) {
            files.add(box.file("t" + i + ".yaml", document("t" + i, i)));
        }
        assertEquals(WRITERS, together(files, seed));
        box.topo(concat("diff", files)).expect(0);
        for (int i = 1; i <= WRITERS; i++) {
            stateIsWhole("t" + i);
        }
        box.topo("destroy", "--all").expect(0);
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    private static String[] concat(String first, List<String> rest) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(rest);
        return all.toArray(String[]::new);
    }

    private void foreign() {
        box.sh("ip link add theirs type bridge; ip link set theirs up; ip route add 172.29.0.0/16 dev theirs; ip netns add theirs");
        Picture.settle(box);
    }

    /** Starts them all within some milliseconds, in an order of chance; how many succeeded. */
    private int together(List<String> files, long seed) {
        List<String> order = new ArrayList<>(files);
        Random random = new Random(seed);
        Collections.shuffle(order, random);
        List<Sandbox.Running> running = new ArrayList<>();
        for (String file : order) {
            running.add(box.start("", box.launcher("apply", "--timeout", "100s", file)));
            pause(random.nextInt(40));
        }
        int succeeded = 0;
        for (Sandbox.Running one : running) {
            succeeded += box.finish(one).expect(0).succeeded() ? 1 : 0;
        }
        return succeeded;
    }

    private void stateIsWhole(String name) {
        String folder = "/var/lib/topo/topologies/" + name;
        List<String> files = box.sh("ls -A " + folder).lines().toList();
        assertTrue(files.containsAll(List.of("inventory", "memory", "meta", "topology.yaml")), files::toString);
        assertTrue(files.stream().noneMatch(file -> file.startsWith("previous") || file.contains(".new") || file.contains(".bad")), files::toString);
        assertTrue(box.sh("cat " + folder + "/meta").contains("result converged"));
        assertEquals("", box.sh("cat /run/topo/lock"), "given back");
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void theSecondSaysForWhomItWaitsAndGivesUpInTime() {
        String file = box.file("lab.yaml", document("lab", 1));
        Sandbox.Running holder = holder("sleeping apply", 60);
        long begin = System.nanoTime();
        Result second = box.topo("apply", "--timeout", "1s", file).expect(5);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        assertTrue(millis >= 1000, millis + " ms");
        second.complains("waiting for process ").complains(" topo apply other.yaml").complains("not had in 1.0 s").complains("--timeout");
        assertFalse(box.run("ip", "netns", "list").out().contains("lab-"), "nothing was touched");
        holder.process().descendants().forEach(ProcessHandle::destroyForcibly);
        holder.process().destroyForcibly().onExit().join();
        box.topo("apply", "--timeout", "1s", file).expect(0).doesNotSay("waiting");
    }

    /** Holds the lock as topo does, by a record lock, and says what topo says. */
    private Sandbox.Running holder(String what, int seconds) {
        String script = "import fcntl,os,time,sys\nos.makedirs('/run/topo',0o700,exist_ok=True)\n"
                + "f=os.fdopen(os.open('/run/topo/lock',os.O_RDWR|os.O_CREAT,0o600),'r+')\nfcntl.lockf(f,fcntl.LOCK_EX)\n"
                + "f.truncate(0)\nf.write('%d topo apply other.yaml\\n'%os.getpid())\nf.flush()\nopen('/run/held','w')\ntime.sleep(" + seconds + ")\n";
        Sandbox.Running running = box.start("", "python3", box.file("hold.py", script));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> box.run("test", "-e", "/run/held").succeeded());
        return running;
    }

    /** Its words stay in the file, and are those of nobody. */
    @Test
    void aKilledHolderIsNotBelieved() {
        String file = box.file("lab.yaml", document("lab", 1));
        box.sh("mkdir -m 700 /run/topo; echo '1 topo apply ancient.yaml' >/run/topo/lock; chmod 600 /run/topo/lock");
        box.topo("apply", "--timeout", "5s", file).expect(0);
        box.sh("echo '1 topo apply ancient.yaml' >/run/topo/lock");
        Sandbox.Running holder = box.start("", "python3", box.file("mute.py", "import fcntl,time\nf=open('/run/topo/lock','r+')\n"
                + "fcntl.lockf(f,fcntl.LOCK_EX)\nopen('/run/held','w')\ntime.sleep(60)\n"));
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> box.run("test", "-e", "/run/held").succeeded());
        Result second = box.topo("apply", "--timeout", "200ms", file).expect(5).complains("holds it");
        assertFalse(second.err().contains("ancient"), second::toString);
        assertTrue(second.err().contains("process " + holder.process().pid() + " holds it"), second::toString);
    }

    @Test
    void plantedFilesAreRefused() {
        String file = box.file("lab.yaml", document("lab", 1));
        box.sh("mkdir -m 700 /run/topo; echo precious >/run/precious; ln -s /run/precious /run/topo/lock");
        box.topo("apply", file).expect(5).complains("/run/topo/lock");
        assertEquals("precious\n", box.sh("cat /run/precious"));
        box.sh("rm /run/topo/lock; touch /run/topo/lock; chown 4711 /run/topo/lock");
        box.topo("apply", file).expect(5).complains("belongs to user 4711");
        box.sh("rm -r /run/topo; mkdir /run/topo; chown 4711 /run/topo");
        box.topo("apply", file).expect(5).complains("use /run/topo: it belongs to user 4711");
        box.sh("chown 0 /run/topo; chmod 777 /run/topo");
        box.topo("apply", file).expect(5).complains("use /run/topo: others may write to it");
        box.sh("rm -r /run/topo; mkdir -m 700 /run/elsewhere; ln -s /run/elsewhere /run/topo");
        box.topo("apply", file).expect(5).complains("use /run/topo: ENOTDIR");
        box.sh("rm /run/topo");
        box.topo("apply", file).expect(0);
        assertEquals("700 root 600 root\n", box.sh("echo $(stat -c '%a %U' /run/topo /run/topo/lock)"));
    }

    /** A killed topo's iptables-restore may still be at work: whoever comes next waits for it, or its rules would come after the look. */
    @Test
    void whatAKilledTopoStartedIsWaitedFor() {
        Feature.require(Feature.NAT, Feature.RULE_COMMENTS);
        String document = document("lab", 1) + "  nat: [{ namespace: lab-a, type: masquerade, source: 10.0.0.0/24, outInterface: eth0 }]\n";
        String file = box.file("lab.yaml", document);
        String before = Picture.whole(box);
        box.sh(Stage.SLOW_RESTORE);
        Sandbox.Running first = box.start("", box.launcher("apply", file));
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(10))
                .until(() -> box.run("test", "-e", "/run/started").succeeded());
        first.process().destroyForcibly().onExit().join();
        Sandbox.Running next = box.start("", box.launcher("destroy", "lab"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !next.messages().isEmpty());
        box.sh("touch /run/release");
        Result destroy = box.finish(next).expect(0).complains("which topo (process " + first.process().pid() + ") had started");
        assertTrue(destroy.err().contains("waiting for process "), destroy::toString);
        Picture.assertSame(before, Picture.whole(box), "changed");
    }
}
