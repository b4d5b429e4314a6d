package topo.reconcilers.veth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.reconcilers.Lab;

/** Ends that were renamed and moved by hand, and what brings them back. */
class VethMoveTest {
    private static final String SPEC = """
            namespaces: [{ name: red }, { name: blue }]
            bridges: [{ namespace: blue, name: br0 }, { namespace: blue, name: br1 }]
            veths:
              - endpoints:
                  - { namespace: red, name: eth0, addresses: [10.0.0.1/24, 10.0.0.9/24, "2001:db8::1/64"] }
                  - { namespace: blue, name: v0, bridge: br0, hairpin: true }
              - endpoints:
                  - { namespace: red, name: eth1, addresses: [10.0.1.1/24, "2001:db8:1::1/64"], mac: "02:00:00:00:00:01", mtu: 1400 }
                  - { namespace: blue, name: v1 }
            routes:
              - { namespace: red, to: default, via: 10.0.0.254 }
              - { namespace: red, to: default, via: "2001:db8:1::fe" }
            """;

    private Lab lab;
    private int eth0;
    private int eth1;
    private int v0;

    @BeforeEach
    void open() {
        lab = Lab.open();
        lab.apply(SPEC);
        eth0 = lab.link("red", "eth0").index();
        eth1 = lab.link("red", "eth1").index();
        v0 = lab.link("blue", "v0").index();
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    private void rename(String netns, String from, String to) {
        lab.ip(netns, "link set " + from + " down");
        lab.ip(netns, "link set " + from + " name " + to);
    }

    /** Every pair that was there is still there: the same links, at their places. */
    private void assertSameLinks() {
        assertEquals(List.of(eth0, eth1), List.of(lab.link("red", "eth0").index(), lab.link("red", "eth1").index()));
    }

    @Test
    void aRenamedEndIsRenamedBack() {
        rename("red", "eth0", "up0");
        assertEquals(1, lab.apply(SPEC).stream()
                .filter(line -> line.startsWith("~ veth") && line.contains("endpoints[0].name up0 -> eth0")).count());
        assertSameLinks();
        assertNull(lab.link("red", "up0"));
    }

    @Test
    void aRenamedEndLosesWhatItHasTooMuch() {
        rename("red", "eth0", "up0");
        lab.ip("red", "addr add 192.0.2.1/24 dev up0");
        lab.ip("red", "addr add 2001:db8:9::1/64 dev up0");
        rename("blue", "v1", "w1");
        lab.ip("blue", "link set w1 master br1");
        lab.apply(SPEC);
        assertSameLinks();
        assertEquals(0, lab.link("blue", "v1").master());
    }

    @Test
    void aRenamedPortStaysAPort() {
        rename("blue", "v0", "w0");
        lab.ip("blue", "link set w0 type bridge_slave hairpin off");
        lab.apply(SPEC);
        assertEquals(v0, lab.link("blue", "v0").index());
        assertEquals(lab.link("blue", "br0").index(), lab.link("blue", "v0").master());
        assertTrue(lab.link("blue", "v0").port().hairpin());
    }

    @Test
    void aMovedEndIsMovedBack() {
        lab.ip("red", "link set eth1 netns @blue");
        List<String> done = lab.apply(SPEC);
        assertTrue(done.stream().anyMatch(line -> line.contains("endpoints[0].namespace blue -> red")), done.toString());
        assertEquals("02:00:00:00:00:01", lab.link("red", "eth1").mac().text());
        assertEquals(1400, lab.link("red", "eth1").mtu());
        assertNull(lab.link("blue", "eth1"));
    }

    @Test
    void aMovedAndRenamedEndWhoseNameIsTakenThereIsMovedBack() {
        rename("red", "eth1", "x");
        lab.ip("red", "link set x netns @blue");
        lab.ip("blue", "addr add 192.0.2.1/24 dev x");
        lab.apply(SPEC);
        assertNull(lab.link("blue", "x"));
        assertEquals(lab.mark().alias(), lab.link("red", "eth1").alias());
    }

    @Test
    void twoEndsThatExchangedTheirNamesExchangeThemBack() {
        rename("red", "eth0", "tmp");
        rename("red", "eth1", "eth0");
        rename("red", "tmp", "eth1");
        List<String> done = lab.apply(SPEC);
        assertEquals(2, done.stream().filter(line -> line.startsWith("~ veth")).count(), done.toString());
        // What has the name is taken for the end; its other end follows.
        assertEquals(List.of(eth1, eth0), List.of(lab.link("red", "eth0").index(), lab.link("red", "eth1").index()));
        assertEquals(lab.link("red", "eth0").parent(), lab.link("blue", "v0").index());
        assertEquals(lab.link("red", "eth1").parent(), lab.link("blue", "v1").index());
    }

    @Test
    void twoEndsThatExchangedTheirNamespaces() {
        lab.ip("red", "link set eth0 netns @blue");
        rename("blue", "v1", "tmp");
        lab.ip("blue", "link set tmp netns @red");
        lab.apply(SPEC);
        assertNull(lab.link("red", "tmp"));
        assertNull(lab.link("blue", "eth0"));
    }

    @Test
    void anEndThatLeftForAnUnknownNamespaceIsReplaced() {
        lab.host().make("elsewhere");
        lab.ip("blue", "link set v0 netns @elsewhere");
        List<String> done = lab.apply(SPEC);
        assertTrue(done.contains("-/+ veth eth0 (namespace red) <-> v0 (namespace blue) (its other end has left for a namespace that"
                + " this topology"
                + " does not know)"), done.toString());
        assertNull(lab.link("elsewhere", "v0"), "it went with its other end");
    }

    @Test
    void theFirstEndMayBeTheOneThatLeft() {
        lab.host().make("elsewhere");
        lab.ip("red", "link set eth0 netns @elsewhere");
        List<String> done = lab.apply(SPEC);
        assertTrue(done.stream().anyMatch(line -> line.startsWith("-/+ veth eth0")), done.toString());
        assertNull(lab.link("elsewhere", "eth0"));
    }

    @Test
    void aDocumentThatRenamesAnEndRenamesIt() {
        String renamed = SPEC.replace("name: v1", "name: uplink");
        assertTrue(lab.apply(renamed).stream().anyMatch(line -> line.contains("endpoints[1].name v1 -> uplink")));
        assertSameLinks();
    }

    @Test
    void aDocumentThatMovesAnEndMovesIt() {
        String moved = SPEC.replace("{ namespace: blue, name: v1 }", "{ namespace: red, name: v1, addresses: [10.0.7.1/24] }");
        lab.apply(moved);
        assertSameLinks();
        assertEquals(lab.link("red", "v1").parent(), eth1);
    }

    /** The look is had before others take the name: the kernel refuses, in its words, and the next look finds the end parked. */
    @Test
    void aNameThatIsTakenMeanwhileIsAFailureThatCanBeMended() {
        lab.ip("red", "link set eth1 netns @blue");
        Map<String, String> failures = lab.failures(SPEC, () -> lab.ip("red", "link add eth1 type bridge"));
        String message = failures.get("veth eth1 (namespace red)");
        assertTrue(message.startsWith("move eth1 (namespace blue) to eth1 (namespace red): EEXIST: "), message);
        lab.ip("red", "link del eth1");
        assertTrue(lab.apply(SPEC).stream().anyMatch(line -> line.startsWith("~ veth eth1 ")), "moved, not made anew");
        assertEquals(lab.link("blue", "v1").parent(), lab.link("red", "eth1").index());
    }
}
