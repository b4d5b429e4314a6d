package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signals to a topo at work, as a process of its own. */
class SignalsTest {
    private static final int HOSTS = 30;

    @AutoClose
    private final Sandbox box = Sandbox.open();
    private String file;

    @BeforeEach
    void write() {
        Feature.require(Feature.VETH, Feature.BRIDGE, Feature.NAT, Feature.RULE_COMMENTS);
        StringBuilder namespaces = new StringBuilder();
        StringBuilder veths = new StringBuilder();
        for (int i = 0; i < HOSTS; i++) {
            namespaces.append("    - { name: n").append(i).append(" }\n");
            veths.append(("    - endpoints:\n        - { namespace: n%d, name: eth0, addresses: [10.0.0.%d/24] }\n"
                    + "        - { namespace: sw, name: p%d, bridge: br0 }\n").formatted(i, i + 2, i));
        }
        file = box.file("star.yaml", """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: star }
                spec:
                  namespaces:
                    - { name: sw }
                %s  bridges: [{ namespace: sw, name: br0, addresses: [10.0.0.1/24] }]
                  veths:
                %s  sysctls: [{ name: net.ipv4.ip_default_ttl, value: 99 }]
                  nat: [{ namespace: sw, type: masquerade, source: 10.0.0.0/24, outInterface: br0 }]
                """.formatted(namespaces, veths));
    }

    /**
     * At thirty moments of chance after the first change, once or twice, in applies and destroys of what the one before left: the work can
     * always go on, and nothing is left in the end.
     */
    @Test
    void atRandomMoments() {
        long seed = 20261121;
        Random random = new Random(seed);
        String before = Picture.whole(box);
        int stopped = 0;
        for (int i = 0; i < 30; i++) {
            String what = "seed " + seed + ", try " + i;
            String signal = new String[] {"INT", "TERM", "HUP", "INT", "TERM"}[random.nextInt(5)];
            boolean destroying = i % 3 == 2;
            Sandbox.Running run = box.start("", destroying ? box.launcher("destroy", "star") : box.launcher("apply", file));
            int lines = random.nextInt(70);
            Awaitility.await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                    .until(() -> !run.process().isAlive() || run.output().lines().count() > lines);
            pause(random.nextInt(12));
            signal(signal, run);
            if (random.nextBoolean()) {
                pause(random.nextInt(20));
                signal(signal, run);
            }
            Result result = box.finish(run);
            stopped += result.status() == 4 ? 1 : 0;
            assertTrue(result.status() == 0 || result.status() == 4 && !signal.equals("HUP"), () -> what + ": " + result);
            if (result.status() == 4) {
                assertTrue(result.err().contains("not done: ") && result.err().contains(" not done\n"), () -> what + ": " + result);
                assertTrue(result.err().lines().count() < 20, () -> what + ": " + result);
            }
            if (i % 6 == 5) {
                box.topo("apply", file).expect(0);
                box.topo("diff", file).expect(0);
            }
            if (i % 9 == 8 || i == 29) {
                // A destroy that came to its end before the signal has left nothing to know.
                Result destroy = box.topo("destroy", "star");
                assertTrue(destroy.status() == 0 || destroy.err().contains("no topology \"star\"") || destroy.status() == 4, () -> what + ": " + destroy);
                Picture.assertSame(before, Picture.whole(box), what);
                assertEquals("64\n", box.sh("cat /proc/sys/net/ipv4/ip_default_ttl"), what);
            }
        }
        assertTrue(stopped > 0, "none of them was stopped");
        System.out.println("FIGURE signals: of 30 runs " + stopped + " stopped between two steps, the others came to their end");
    }

    /** Held up in the step that writes NAT rules, so that it is known what remains: nothing but that step's own end. */
    @Test
    void twiceWhileAStepIsUnderWay() {
        slowRestore();
        Sandbox.Running run = underWay();
        signal("TERM", run);
        pause(100);
        signal("INT", run);
        pause(100);
        signal("HUP", run);
        pause(200);
        assertTrue(run.process().isAlive(), "the step is not cut");
        box.sh("touch /run/release");
        Result result = box.finish(run);
        assertEquals(1, result.err().split("asked to stop: finishing the step under way", -1).length - 1, result::toString);
        box.sh("nsenter --net=/run/netns/sw nft list ruleset | grep -q TOPO-");
        box.topo("apply", file).expect(0);
    }

    /** A terminal's Ctrl-C reaches every process of the foreground group: topo, which stops after the step, and not the child of that step. */
    @Test
    void controlCDoesNotReachTheChild() {
        slowRestore();
        // The launcher of a checkout prepares what is missing at its first start; that is not what is waited for here.
        box.topo("validate", file).expect(0);
        String launcher = String.join(" ", box.launcher("apply", file));
        // script(1) passes on to its terminal what it reads; "<>" opens a pipe that never ends.
        Sandbox.Running run = underWay("sh", "-c", "mkfifo /run/keys; exec script -qec 'exec " + launcher + "' /dev/null <>/run/keys");
        String child = box.sh("cat /run/started").strip();
        assertEquals(List.of(child, "?"), List.of(box.sh("ps -o sid=,tty= -p " + child).strip().split(" +")), "in a session of its own");
        box.sh("printf '\\003' >/run/keys");
        Awaitility.await().atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofMillis(5))
                .until(() -> !run.process().isAlive() || run.output().contains("asked to stop: finishing the step under way"));
        box.sh("kill -0 " + child + "; touch /run/release");
        Result result = box.finish(run);
        assertTrue(run.output().contains("asked to stop"), result::toString);
        assertFalse(run.output().contains("killed by signal"), result::toString);
        box.sh("nsenter --net=/run/netns/sw nft list ruleset | grep -q TOPO-");
        box.topo("apply", file).expect(0);
    }

    @Test
    void aClosedTerminalAndAClosedPipeChangeNothing() {
        String launcher = String.join(" ", box.launcher("apply", file));
        box.run("sh", "-c", "(" + launcher + "; echo $? >/run/status) | head -n 1").expect(0);
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> box.run("test", "-s", "/run/status").succeeded());
        assertEquals("0\n", box.sh("cat /run/status"), "SIGPIPE");
        box.topo("diff", file).expect(0);
        box.topo("destroy", "star").expect(0);
        box.run("sh", "-c", launcher + " >&- 2>&-; echo $? >/run/status").expect(0);
        assertEquals("0\n", box.sh("cat /run/status"), "no outputs at all");
        box.topo("destroy", "star").expect(0);
        // script(1) gives it a terminal and closes that when it is killed.
        Sandbox.Running terminal = box.start("", "script", "-qec", launcher + "; echo $? >/run/status", "/dev/null");
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(5))
                .until(() -> box.sh("ls /run/netns").lines().count() > 2);
        terminal.process().destroyForcibly().onExit().join();
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> box.run("sh", "-c", "test -z \"$(cat /run/topo/lock)\"").succeeded());
        box.topo("diff", file).expect(0);
    }

    private Sandbox.Running underWay() {
        return underWay(box.launcher("apply", file));
    }

    private Sandbox.Running underWay(String... command) {
        Sandbox.Running run = box.start("", command);
        Awaitility.await().atMost(Duration.ofSeconds(100)).pollInterval(Duration.ofMillis(5))
                .until(() -> !run.process().isAlive() || box.run("test", "-e", "/run/started").succeeded());
        return run;
    }

    /** From now on a restore waits for a file. */
    private void slowRestore() {
        box.sh(Stage.SLOW_RESTORE);
    }

    private void signal(String signal, Sandbox.Running run) {
        box.run("kill", "-" + signal, Long.toString(run.process().pid()));
    }

    private static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
