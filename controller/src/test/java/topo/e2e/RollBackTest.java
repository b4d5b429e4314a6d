package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is not confirmed is rolled back, whatever dies meanwhile; what is asked to be all or nothing is. */
class RollBackTest {
    private static final String LAB = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab }
            spec:
              namespaces: [{ name: red }, { name: sw }%s]
              bridges: [{ namespace: sw, name: br0, addresses: [10.0.0.1/24] }]
              veths:
                - endpoints:
                    - { namespace: red, name: eth0, addresses: [10.0.0.%d/24] }
                    - { namespace: sw, name: p0, bridge: br0 }
            %s  routes: [{ namespace: red, to: default, via: 10.0.0.1 }]
            """;

    @AutoClose
    private final Sandbox box = Sandbox.open();
    private String first;
    private String second;

    @BeforeEach
    void write() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        first = box.file("first.yaml", LAB.formatted("", 2, ""));
        StringBuilder namespaces = new StringBuilder();
        StringBuilder veths = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            namespaces.append(", { name: n").append(i).append(" }");
            veths.append("    - endpoints: [{ namespace: n%d, name: eth0, addresses: [10.0.1.%d/24] }, { namespace: sw, name: q%d, bridge: br0 }]\n"
                    .formatted(i, i + 1, i));
        }
        second = box.file("second.yaml", LAB.formatted(namespaces, 3, veths));
        box.topo("apply", first).expect(0);
    }

    /** The pids of those in this sandbox. */
    private String guards() {
        return box.run("sh", "-c", "for p in $(pgrep -f ' [-]-guard '); do"
                + " [ \"$(readlink /proc/$p/ns/mnt)\" != \"$(readlink /proc/self/ns/mnt)\" ] || echo $p; done").out().strip();
    }

    private void awaitRollBack() {
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300))
                .until(() -> box.topo("history", "lab").out().contains("automatic roll-back to 1") && guards().isEmpty());
        box.topo("diff", first).expect(0).says("No changes.");
        box.topo("get").expect(0).says("Synced");
        assertEquals("red\nsw\n", box.sh("ls /run/netns"));
    }

    @Test
    void ofItselfWhenTheTimeIsOver() {
        Result apply = box.run("sh", "-c", String.join(" ", box.launcher("apply", "--confirm", "2s", second)) + " | cat").expect(0);
        apply.says("Applied topology lab").complains("rolled back to version 1 at ").complains("topo confirm lab");
        awaitRollBack();
        box.topo("confirm", "lab").expect(4).complains("nothing waits to be confirmed");
    }

    /** The apply is killed amid its changes, before it could tell anybody anything. */
    @Test
    void whenTheApplyIsKilled() {
        Sandbox.Running apply = box.start("", box.launcher("apply", "--confirm", "4s", second));
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2))
                .until(() -> !apply.process().isAlive() || box.run("sh", "-c", "test $(ls /run/netns | wc -l) -ge 5").succeeded());
        apply.process().destroyForcibly().onExit().join();
        awaitRollBack();
    }

    /** The terminal goes with all that runs in it, as when a connection is lost. */
    @Test
    void whenTheTerminalIsLost() {
        String call = String.join(" ", box.launcher("apply", "--confirm", "4s", second));
        Sandbox.Running session = box.start("", "script", "-qec", call + "; sleep 600", "/dev/null");
        await().atMost(Duration.ofSeconds(30)).until(() -> session.output().contains("Applied topology lab"));
        session.process().destroyForcibly().onExit().join();
        awaitRollBack();
    }

    @Test
    void tellsTheTerminalThatIsStillThere() {
        String call = String.join(" ", box.launcher("apply", "--confirm", "2s", second));
        Sandbox.Running session = box.start("", "script", "-qec", call + "; sleep 600", "/dev/null");
        await().atMost(Duration.ofSeconds(40)).until(() -> session.output().contains("topology lab: rolled back to version 1, as another look shows"));
        awaitRollBack();
    }

    @Test
    void byTheNextCommandWhenTheGuardIsKilled() {
        box.topo("apply", "--confirm", "8s", second).expect(0);
        String guard = guards();
        assertTrue(guard.matches("\\d+"), guard);
        assertEquals(guard, box.sh("cut -d' ' -f6 /proc/" + guard + "/stat").strip(), "it leads a session of its own");
        assertEquals("/dev/null\n/dev/null\n/dev/null\n", box.sh("for f in 0 1 2; do readlink /proc/" + guard + "/fd/$f; done"));
        box.sh("kill -9 " + guard);
        box.topo("get").expect(0).complains("unless you type before: topo confirm lab");
        await().atMost(Duration.ofSeconds(30)).until(() -> box.topo("confirm", "nobody").err().contains("topology lab: rolled back to version 1"));
        awaitRollBack();
    }

    @Test
    void notWhenItIsConfirmed() {
        box.topo("apply", "--confirm", "30s", second).expect(0);
        box.topo("apply", first).expect(5).complains("waits to be confirmed until");
        box.topo("confirm", "lab").expect(0).says("Confirmed topology lab.");
        await().atMost(Duration.ofSeconds(10)).until(() -> guards().isEmpty());
        box.topo("diff", second).expect(0);
        box.topo("rollback", "lab").expect(0).says("topology lab is rolled back to version 1:").says("  - namespace n0");
        box.topo("diff", first).expect(0);
        box.topo("history", "lab").expect(0).says("rollback to 1");
        box.topo("rollback", "lab", "--to", "2", "--dry-run").expect(0).says("  + namespace n0");
    }

    @Test
    void atomicIsAllOrNothing() {
        Picture.settle(box);
        String before = Picture.whole(box);
        String bad = box.file("bad.yaml", LAB.formatted("", 3, "") + "  sysctls: [{ namespace: red, name: net.ipv4.ip_default_ttl, value: 999 }]\n");
        Result apply = box.topo("apply", "--atomic", bad).expect(4);
        apply.complains("not applied, because of: set sysctl net.ipv4.ip_default_ttl (namespace red) to 999:").complains("EINVAL: Invalid argument");
        apply.complains("all is back as it was before, as another look shows");
        Picture.settle(box);
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    @Test
    void atomicTakesBackWhenAskedToStop() {
        String before = box.sh("ls /run/netns");
        Sandbox.Running apply = box.start("", box.launcher("apply", "--atomic", second));
        await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2))
                .until(() -> !apply.process().isAlive() || box.run("sh", "-c", "test $(ls /run/netns | wc -l) -ge 5").succeeded());
        box.run("kill", "-TERM", Long.toString(apply.process().pid()));
        Result result = box.finish(apply);
        if (result.status() != 0) {
            result.expect(4).complains("not applied, because of: a request to stop\nall is back as it was before");
            assertEquals(before, box.sh("ls /run/netns"));
            box.topo("diff", first).expect(0);
        }
    }
}
