package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Each sample: applied, probed with real traffic, applied again without a change, destroyed without a trace. */
class SamplesTest {
    @AutoClose
    private final Sandbox box = Sandbox.open();

    @Test
    void quickstart() {
        requireNat();
        Life life = Life.ofSample(box, "quickstart");
        life.apply();
        assertEquals("", box.sh("ip -o link | grep -v ' lo: ' || true"), "the host gets no link");
        Traffic.reaches(box, "red", "10.0.0.3");
        Traffic.reaches(box, "red", "192.0.2.1");
        Traffic.reaches(box, "blue", "192.0.2.1");
        assertFalse(Traffic.echoes(box, "internet", "10.0.0.2"), "private addresses are not reached from outside");
        Traffic.serve(box, "red", 80, "red");
        assertEquals("red", Traffic.get(box, "internet", "192.0.2.2:8080"));
        assertEquals(7, Traffic.failure(box, "internet", "192.0.2.2:80"), "only the published port");
        life.applyAgain();
        life.destroy();
    }

    @Test
    void hostVeth() {
        Feature.require(Feature.VETH);
        Life life = Life.ofSample(box, "host-veth");
        life.apply();
        Traffic.reaches(box, "", "10.20.0.2");
        Traffic.reaches(box, "guest", "10.20.0.1");
        life.applyAgain();
        life.destroy();
    }

    @Test
    void routedPair() {
        Feature.require(Feature.VETH);
        box.sh("echo 0 > /proc/sys/net/ipv4/ip_forward");
        Life life = Life.ofSample(box, "routed-pair");
        life.apply();
        Traffic.reaches(box, "left", "10.21.2.2");
        Traffic.reaches(box, "right", "10.21.1.2");
        life.applyAgain();
        life.destroy();
        assertEquals("0\n", box.sh("cat /proc/sys/net/ipv4/ip_forward"), "put back to what it was");
    }

    @Test
    void bridgeNat() {
        requireNat();
        Life life = Life.ofSample(box, "bridge-nat");
        life.apply();
        Traffic.reaches(box, "red", "10.22.0.1");
        Traffic.reaches(box, "red", "10.22.0.3");
        Traffic.reaches(box, "red", "198.51.100.1");
        Traffic.reaches(box, "blue", "198.51.100.1");
        assertEquals("198.51.100.2", Peers.addressSeenBy(box, "outside", 80, "red", "198.51.100.1"), "the address that the outside sees");
        life.applyAgain();
        life.destroy();
    }

    @Test
    void publish() {
        requireNat();
        Life life = Life.ofSample(box, "publish");
        life.apply();
        Sandbox.Running server = Traffic.serve(box, "web", 80, "web");
        for (String from : List.of("client", "box", "web", "neighbour")) {
            assertEquals("web", Traffic.get(box, from, "203.0.113.1:8000"), from);
        }
        for (String from : List.of("box", "web", "neighbour")) {
            assertEquals("web", Traffic.get(box, from, "10.23.0.1:8000"), from);
        }
        server.process().destroyForcibly().onExit().join();
        assertEquals("203.0.113.2", Peers.addressSeenBy(box, "web", 80, "client", "203.0.113.1:8000"), "the client's own address arrives");
        life.applyAgain();
        life.destroy();
    }

    @Test
    void loadBalancer() {
        requireNat();
        Feature.require(Feature.STATISTIC);
        Life life = Life.ofSample(box, "load-balancer");
        life.apply();
        Shares.ofThreeBackends(box, "client", "192.0.2.1", List.of("one", "two", "three"));
        life.applyAgain();
        life.destroy();
    }

    @Test
    void router() {
        Feature.require(Feature.VETH, Feature.IPV6);
        Life life = Life.ofSample(box, "router");
        life.apply();
        List<String> segments = List.of("sales", "lab", "guest");
        for (int from = 0; from < 3; from++) {
            for (int to = 1; to <= 3; to++) {
                Traffic.reaches(box, segments.get(from), "10.25." + to + ".2");
                Traffic.reaches(box, segments.get(from), "fd00:25:" + to + "::2");
            }
        }
        life.applyAgain();
        life.destroy();
    }

    @Test
    void everySampleIsTestedAndValid() throws IOException {
        List<String> names = List.of("bridge-nat", "compose", "host-veth", "load-balancer", "publish", "quickstart", "routed-pair",
                "router");
        try (Stream<Path> files = Files.list(Checkout.file("samples"))) {
            assertEquals(names, files.map(file -> file.getFileName().toString().replace(".yaml", "")).sorted().toList());
        }
        for (String name : names) {
            box.topo("validate", Checkout.sample(name)).expect(0).says(": ok (topology " + name + ": ");
        }
    }

    private void requireNat() {
        Feature.require(Feature.VETH, Feature.BRIDGE, Feature.NAT, Feature.RULE_COMMENTS, Feature.ADDRESS_TYPES,
                Feature.CONNECTION_STATES);
    }
}
