package topo.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The picture of "docker compose": published ports, services that reach each other, a memory limit that the kernel enforces. */
class ComposeSampleTest {
    private static final String SAMPLE = Checkout.sample("compose");

    @AutoClose
    private final Sandbox box = Sandbox.open();

    @BeforeEach
    void require() {
        Feature.require(Feature.VETH, Feature.BRIDGE, Feature.NAT, Feature.RULE_COMMENTS, Feature.ADDRESS_TYPES, Feature.CONNECTION_STATES);
        Feature.requireController(box, "memory");
    }

    @Test
    void portsAndNeighbours() {
        clientOutside();
        Life life = new Life(box, "compose", SAMPLE);
        life.apply();
        Traffic.serve(box, "web", 80, "web");
        Traffic.serve(box, "db", 80, "db");
        for (String from : List.of("", "client", "db", "web")) {
            assertEquals("web", Traffic.get(box, from, "192.0.2.1:8000"), "8000 from " + from);
            assertEquals("db", Traffic.get(box, from, "192.0.2.1:8001"), "8001 from " + from);
            assertEquals("web", Traffic.get(box, from, "172.20.0.1:8000"), "8000 of the bridge's address from " + from);
        }
        assertEquals("db", Traffic.get(box, "web", "172.20.0.2"));
        assertEquals("web", Traffic.get(box, "db", "172.20.0.3"));
        assertEquals(7, Traffic.failure(box, "web", "172.20.0.2:8000"), "published ports are not those of the services");
        assertEquals(7, Traffic.failure(box, "db", "172.20.0.3:8000"));
        // Takes the server that was started after the first apply into its cgroup.
        box.topo("apply", SAMPLE).expect(0).says("~ cgroup web");
        life.applyAgain();
        life.destroy();
    }

    @Test
    void limitIsInTheKernelAndItsProcessesAreKilledByIt() throws IOException {
        box.topo("apply", SAMPLE).expect(0);
        assertEquals("52428800", Files.readString(limit()).trim());

        Sandbox.Running server = Traffic.serve(box, "web", 80, "web");
        box.topo("apply", SAMPLE).expect(0).says("~ cgroup web");
        String pid = Long.toString(server.process().pid());
        assertTrue(Leftovers.processesIn(cgroup()).contains(pid), "the server is in its cgroup");
        box.topo("apply", SAMPLE).expect(0).says("No changes.");

        Result hog = box.topo("exec", "web", "--", "python3", Peers.script("hog.py"));
        hog.expect(128 + 9);
        List<String> steps = new ArrayList<>(hog.out().lines().toList());
        int mebibytes = Integer.parseInt(steps.get(steps.size() - 1));
        assertTrue(mebibytes > 10 && mebibytes < 50, "killed at " + mebibytes + " MiB");
        assertTrue(box.topo("exec", "db", "--", "python3", Peers.script("hog.py")).succeeded(), "the other one has no limit");
    }

    @Test
    void destroyLeavesProcessesAlive() {
        box.topo("apply", SAMPLE).expect(0);
        Sandbox.Running server = Traffic.serve(box, "web", 80, "web");
        box.topo("apply", SAMPLE).expect(0);
        box.topo("destroy", "compose").expect(0);
        assertTrue(server.process().isAlive(), "topo kills nothing that it did not start");
        await().atMost(Duration.ofSeconds(5)).until(() -> box.cgroups().folders().isEmpty());
    }

    /** A machine beside the host, made by hand. */
    private void clientOutside() {
        box.sh("""
                ip netns add client
                ip link add lan0 type veth peer name eth0 netns client
                ip address add 192.0.2.1/24 dev lan0
                ip link set lan0 up
                ip -n client address add 192.0.2.9/24 dev eth0
                ip -n client link set eth0 up
                ip -n client route add default via 192.0.2.1
                """);
    }

    private Path cgroup() {
        for (CgroupRoots.Root root : box.cgroups().all()) {
            Path folder = root.folder().resolve("topo/compose/web");
            if (Files.exists(folder.resolve("memory.max")) || Files.exists(folder.resolve("memory.limit_in_bytes"))) {
                return folder;
            }
        }
        throw new AssertionError("no folder topo/compose/web with a memory controller in " + box.cgroups().folders());
    }

    private Path limit() {
        Path v2 = cgroup().resolve("memory.max");
        return Files.exists(v2) ? v2 : cgroup().resolve("memory.limit_in_bytes");
    }
}
