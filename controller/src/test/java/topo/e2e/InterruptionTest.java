package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An apply that is cut off at some point: the next one completes it, and destroy leaves nothing of either. */
class InterruptionTest {
    private static final int HOSTS = 60;

    @AutoClose
    private final Sandbox box = Sandbox.open();
    private String file;

    @BeforeEach
    void write() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        StringBuilder namespaces = new StringBuilder();
        StringBuilder veths = new StringBuilder();
        StringBuilder routes = new StringBuilder();
        for (int i = 0; i < HOSTS; i++) {
            namespaces.append("    - { name: n%d }\n".formatted(i));
            veths.append(("    - endpoints:\n        - { namespace: n%d, name: eth0, addresses: [10.0.0.%d/24] }\n"
                    + "        - { namespace: sw, name: p%d, bridge: br0 }\n").formatted(i, i + 2, i));
            routes.append("    - { namespace: n%d, to: default, via: 10.0.0.1 }\n".formatted(i));
        }
        file = box.file("star.yaml", """
                apiVersion: topo/v1
                kind: Topology
                metadata: { name: star }
                spec:
                  namespaces:
                    - { name: sw }
                %s  bridges:
                    - { namespace: sw, name: br0, addresses: [10.0.0.1/24] }
                  veths:
                %s  routes:
                %s""".formatted(namespaces, veths, routes));
    }

    /** The first is killed when it has made so many namespaces, or when it is that far into its links. */
    @ParameterizedTest
    @ValueSource(strings = {"test $(ls /run/netns | wc -l) -ge 5", "test $(ls /run/netns | wc -l) -ge 61",
            "ip -n sw link show p0", "ip -n sw link show p30", "ip -n n59 link show eth0", "ip -n n0 route show default | grep -q via"})
    void killed(String when) {
        String before = Picture.whole(box);
        Sandbox.Running apply = box.start("", box.launcher("apply", file));
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2))
                .until(() -> !apply.process().isAlive() || box.run("sh", "-c", when).succeeded());
        apply.process().destroyForcibly().onExit().join();
        box.topo("apply", file).expect(0);
        box.topo("apply", file).expect(0).says("No changes.");
        Traffic.reaches(box, "n0", "10.0.0." + (HOSTS + 1));
        box.topo("destroy", "star").expect(0);
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    @Test
    void killedAndDestroyed() {
        String before = Picture.whole(box);
        Sandbox.Running apply = box.start("", box.launcher("apply", file));
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2))
                .until(() -> !apply.process().isAlive() || box.run("ip", "-n", "sw", "link", "show", "p5").succeeded());
        apply.process().destroyForcibly().onExit().join();
        box.topo("destroy", "star").expect(0);
        Picture.assertSame(before, Picture.whole(box), "changed");
    }

    /** A polite signal ends it between two steps, with what remains in its messages; nothing that was made is undone. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void askedToStop(String signal) {
        Sandbox.Running apply = box.start("", box.launcher("apply", file));
        Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(2))
                .until(() -> !apply.process().isAlive() || box.run("sh", "-c", "test $(ls /run/netns | wc -l) -ge 2").succeeded());
        box.run("kill", "-" + signal, Long.toString(apply.process().pid()));
        Result result = box.finish(apply);
        assertTrue(result.status() == 4 || result.status() == 0, result::toString);
        if (result.status() == 4) {
            result.complains("not done: create ");
            assertTrue(box.sh("ls /run/netns").contains("sw"), "what was made stays");
        }
        box.topo("apply", file).expect(0);
        box.topo("apply", file).expect(0).says("No changes.");
    }

    /** Whoever reads the output may go away; the network is made all the same. */
    @Test
    void outputIsClosed() {
        box.run("sh", "-c", String.join(" ", box.launcher("apply", file)) + " | true");
        box.topo("apply", file).expect(0).says("No changes.");
    }
}
