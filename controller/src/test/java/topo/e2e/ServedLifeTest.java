package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The running controller and its clients together: signals, kills, roll-back, damage and whoever disturbs. */
class ServedLifeTest extends ServedCase {
    /** Held up before its first change by somebody who has the host's lock, and after it by a signal in time. */
    @Test
    void aSignalStopsItBetweenTwoSteps() throws Exception {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        String star = star();
        controller(box);
        int stopped = 0;
        for (int i = 0; i < 8 && stopped < 2; i++) {
            Sandbox.Running run = box.start("", box.launcher("apply", star));
            await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                    .until(() -> !run.process().isAlive() || run.output().contains("namespace"));
            signal(i % 2 == 0 ? "INT" : "TERM", run);
            Result result = box.finish(run);
            if (result.status() == 4) {
                stopped++;
                assertTrue(result.err().startsWith("asked to stop: finishing the step under way\n") && result.err().contains(" not done\n"),
                        result::toString);
            } else {
                result.expect(0);
                box.topo("destroy", "star").expect(0);
            }
        }
        assertTrue(stopped > 0, "none was stopped");
        Sandbox.Running hangUp = box.start("", box.launcher("apply", star));
        await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> !hangUp.process().isAlive() || hangUp.output().contains("+"));
        signal("HUP", hangUp);
        box.finish(hangUp).expect(0);
        box.topo("diff", star).expect(0);
    }

    @Test
    void aKilledClientAndAKilledControllerAreGotOver() throws Exception {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        String star = star();
        Sandbox.Running controller = controller(box);
        Sandbox.Running client = box.start("", box.launcher("apply", star));
        await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> !client.process().isAlive() || client.output().contains("+"));
        client.process().destroyForcibly().onExit().join();
        box.topo("wait", "star", "--timeout", "60s").expect(0);
        box.topo("destroy", "star").expect(0);
        Sandbox.Running left = box.start("", box.launcher("apply", star));
        await().atMost(Duration.ofSeconds(100)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> !left.process().isAlive() || left.output().contains("+"));
        controller.process().destroyForcibly().onExit().join();
        Result result = box.finish(left);
        if (result.status() != 0) {
            result.expect(5).complains("the controller has ended before the command was over: ");
        }
        assertEquals("", box.topo("apply", star).expect(0).err().replaceAll("(?m)^waiting for .*\n", ""));
        controller(box);
        box.topo("diff", star).expect(0);
    }

    @Test
    void whatIsNotConfirmedIsRolledBack() {
        Feature.require(Feature.VETH, Feature.BRIDGE);
        String star = star();
        controller(box);
        box.topo("apply", "--confirm", "2s", star).expect(0).complains("topo confirm star");
        await("the roll-back").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(300))
                .until(() -> box.sh("ls /run/netns").isEmpty() && box.topo("get").err().contains("no topology is remembered"));
    }

    @Test
    void metricsTellOfAKnownDamage() {
        Lab.require(box);
        controller(box, "--metrics", "127.0.0.1:9464");
        box.topo("apply", file()).expect(0);
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        assertEquals("ok\n200", box.sh("curl -s -w '%{http_code}' http://127.0.0.1:9464/healthz"));
        String before = metrics();
        assertTrue(before.contains("topo_namespaces 3.0\n") && before.contains("topo_topologies{health=\"Healthy\"} 1.0\n"), before);
        assertFalse(before.contains("topo_repairs_total{kind=\"route\"}"), before);
        box.sh("ip -n red route del default");
        await("the repair").atMost(Duration.ofSeconds(30)).until(() -> metrics().contains("topo_repairs_total{kind=\"route\"} 1.0\n"));
        String after = metrics();
        assertTrue(after.contains("topo_drift_total{kind=\"route\"} 1.0\n") && after.contains("topo_repair_seconds_count 1\n"), after);
        assertTrue(after.contains("topo_errors_total 0.0\n") && after.contains("topo_pass_seconds_bucket{le=\"+Inf\"}"), after);
        box.topo("controller", "--metrics", "0.0.0.0:9464").expect(2).complains("--metrics-open");
        box.topo("controller", "--metrics", "localhost:9464").expect(2).complains("in numbers");
        box.topo("controller", "--metrics", "127.0.0.1:9465").expect(5).complains("one runs already");
    }

    @Test
    void healingGoesOnWhateverClientsDo() throws Exception {
        Lab.require(box);
        String lab = file();
        Sandbox.Running controller = controller(box);
        box.topo("apply", lab).expect(0);
        box.topo("wait", "lab", "--for", "ready", "--timeout", "60s").expect(0);
        String network = Picture.network(box);
        Sandbox.Running adversary = box.start("", "python3", Peers.script("adversary.py"), SOCKET);
        await("a thousand clients").atMost(Duration.ofSeconds(60)).until(() -> adversary.output().contains("on"));
        for (String damage : List.of("ip -n red route del default", "ip -n sw link set p1 nomaster", "ip -n red address del 10.0.0.2/24 dev eth0",
                "ip netns exec sw iptables -t nat -F", "ip -n red link set eth0 mtu 1300", "ip netns del blue")) {
            box.sh(damage);
            await(damage).atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(100))
                    .until(() -> alone("diff", lab).succeeded());
            assertTrue(adversary.process().isAlive() && controller.process().isAlive(), adversary.messages() + controller.messages());
        }
        Picture.assertSame(network, Picture.network(box), "after all");
        String descriptors = box.sh("ls /proc/" + controller.process().pid() + "/fd | wc -l").strip();
        assertTrue(Integer.parseInt(descriptors) < 400, descriptors + " open files");
        adversary.process().destroyForcibly().onExit().join();
        await("served again").atMost(Duration.ofSeconds(60)).until(() -> box.topo("diff", lab).expect(0).err().isEmpty());
        assertFalse(controller.messages().contains("the socket: "), controller.messages());
    }
}
