package topo.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** A sample in one sandbox, and the commands by which people build the same network by hand in another: the two must not differ. */
class ByHandTest {
    @AutoClose
    private final Sandbox ours = Sandbox.open();
    @AutoClose
    private final Sandbox byHand = Sandbox.open();

    @Test
    void hostVeth() {
        Feature.require(Feature.VETH);
        build("host-veth");
        assertTrue(sameEchoes("", "10.20.0.2"));
        assertTrue(sameEchoes("guest", "10.20.0.1"));
    }

    @Test
    void routedPair() {
        Feature.require(Feature.VETH);
        build("routed-pair");
        assertTrue(sameEchoes("left", "10.21.2.2"));
        assertTrue(sameEchoes("right", "10.21.1.2"));
    }

    @Test
    void bridgeNat() {
        Feature.require(Feature.VETH, Feature.BRIDGE, Feature.NAT, Feature.RULE_COMMENTS);
        build("bridge-nat");
        for (String from : List.of("red", "blue")) {
            assertTrue(sameEchoes(from, "198.51.100.1"));
            assertEquals("198.51.100.2", same(box -> Peers.addressSeenBy(box, "outside", 80, from, "198.51.100.1")));
        }
        same(box -> Boolean.toString(Traffic.echoes(box, "outside", "10.22.0.2")));
    }

    @Test
    void publish() {
        Feature.require(Feature.VETH, Feature.BRIDGE, Feature.NAT, Feature.RULE_COMMENTS, Feature.ADDRESS_TYPES, Feature.CONNECTION_STATES);
        build("publish");
        List<String> seen = new ArrayList<>();
        for (String from : List.of("client", "box", "web", "neighbour")) {
            seen.add(same(box -> Peers.addressSeenBy(box, "web", 80, from, "203.0.113.1:8000")));
        }
        assertEquals("203.0.113.2", seen.get(0));
        assertTrue(seen.stream().noneMatch(String::isEmpty), seen::toString);
    }

    private void build(String name) {
        ours.topo("apply", Checkout.sample(name)).expect(0);
        byHand.run("sh", "-e", Checkout.file("controller/src/test/resources/topo/e2e/byhand/" + name + ".sh").toString()).expect(0);
        Picture.assertSame(Picture.network(byHand), Picture.network(ours), "by hand and by topo");
    }

    private boolean sameEchoes(String from, String to) {
        return Boolean.parseBoolean(same(box -> Boolean.toString(Traffic.echoes(box, from, to))));
    }

    private interface Probe {
        String of(Sandbox box);
    }

    /** What a probe finds in both sandboxes. */
    private String same(Probe probe) {
        String expected = probe.of(byHand);
        assertEquals(expected, probe.of(ours));
        return expected;
    }
}
