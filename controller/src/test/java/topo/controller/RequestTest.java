package topo.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.ResourceId;
import topo.api.net.NetnsName;
import topo.engine.Place;
import topo.trigger.Wake;

class RequestTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final Place RULES = Place.kinds(RED, Set.of("nat"));
    private static final ResourceId NAT = new ResourceId("nat", RED, "masquerade");

    private static Request by(String author, String trigger) {
        return Request.of(Set.of(RULES), trigger, author.isEmpty() ? Map.of() : Map.of(RULES, Set.of(author)), 1);
    }

    @Test
    void namesTheOnlyOneWhoCanHaveDoneIt() {
        assertEquals("iptables (process 7)", by("iptables (process 7)", Wake.EVENT).author(NAT));
        assertEquals("", by("iptables (process 7)", Wake.EVENT).author(new ResourceId("veth", RED, "eth0")));
        assertEquals("", by("iptables (process 7)", Wake.EVENT).author(new ResourceId("nat", new NetnsName("blue"), "masquerade")));
    }

    @Test
    void namesNobodyWhereTwoMayHave() {
        assertEquals("", by("iptables (process 7)", Wake.EVENT).and(by("nft (process 8)", Wake.EVENT)).author(NAT));
        assertEquals("", by("iptables (process 7)", Wake.EVENT).and(by("", Wake.RESYNC)).author(NAT), "it may have been so for long");
    }

    @Test
    void everywhereKeepsWhatAskedForIt() {
        Request all = by("", Wake.EVENT).and(by("", Wake.START)).everywhere();
        assertTrue(all.whole());
        assertEquals("event+start", all.trigger());
    }
}
