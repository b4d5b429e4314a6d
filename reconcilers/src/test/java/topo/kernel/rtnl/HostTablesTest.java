package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.TestHost;

/** Which ends make a pair, where indexes are the same everywhere. */
class HostTablesTest {
    private TestHost host;
    private HostTables tables;

    @BeforeEach
    void open() {
        host = TestHost.open();
        tables = new HostTables(host.sockets());
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    private void pair(String netns, String name, String peerNetns, String peer) {
        host.ip(netns, "link add " + name + " type veth peer name " + peer + " netns @" + peerNetns);
    }

    private Link link(NetnsName netns, String name) {
        return tables.of(netns).link(name);
    }

    private boolean arePeers(NetnsName netnsA, String a, NetnsName netnsB, String b) {
        boolean peers = tables.arePeers(netnsA, link(netnsA, a), netnsB, link(netnsB, b));
        assertEquals(peers, tables.arePeers(netnsB, link(netnsB, b), netnsA, link(netnsA, a)), "from either side");
        return peers;
    }

    @Test
    void onlyTheNamespaceIdTellsThesePairsApart() {
        NetnsName a = host.make("a");
        NetnsName b = host.make("b");
        NetnsName c = host.make("c");
        NetnsName d = host.make("d");
        pair("a", "x", "b", "x");
        pair("c", "x", "d", "x");
        // So that all four have ids for each other, and the first comparison is not won for want of one.
        pair("a", "y", "c", "y");
        pair("a", "z", "d", "z");
        pair("b", "v", "c", "v");
        pair("b", "w", "d", "w");
        int index = link(a, "x").index();
        for (NetnsName netns : List.of(a, b, c, d)) {
            assertEquals(index, link(netns, "x").index());
            assertEquals(index, link(netns, "x").parent());
        }
        assertTrue(arePeers(a, "x", b, "x"));
        assertTrue(arePeers(c, "x", d, "x"));
        assertFalse(arePeers(a, "x", c, "x"));
        assertFalse(arePeers(a, "x", d, "x"));
        assertFalse(arePeers(b, "x", c, "x"));
        assertFalse(arePeers(b, "x", d, "x"));
        assertTrue(arePeers(a, "z", d, "z"));
    }

    @Test
    void aPairWithinOneNamespaceHasNoId() {
        NetnsName a = host.make("a");
        NetnsName b = host.make("b");
        host.ip("a", "link add p type veth peer name q");
        host.ip("b", "link add p type veth peer name q");
        assertTrue(arePeers(a, "p", a, "q"));
        assertFalse(arePeers(a, "p", b, "q"));
    }

    @Test
    void anEndThatMovedAwayIsStillThePeer() {
        NetnsName a = host.make("a");
        NetnsName b = host.make("b");
        host.ip("a", "link add p type veth peer name q");
        host.ip("a", "link set q netns @b");
        assertTrue(arePeers(a, "p", b, "q"));
    }

    @Test
    void theIdOfANamespaceIsKnownOnceALinkLeadsThere() {
        NetnsName a = host.make("a");
        NetnsName b = host.make("b");
        assertEquals(-1, host.sockets().id(a, b));
        pair("a", "x", "b", "x");
        assertEquals(link(a, "x").parentNetnsid(), host.sockets().id(a, b));
    }

    /** Where many threads read, what each of them finds is what one would have found. */
    @Test
    void ofManyNamespacesTheTablesAreReadAhead() {
        List<NetnsName> all = new ArrayList<>(List.of(new NetnsName("none")));
        for (int i = 0; i < ReadAhead.MANY; i++) {
            NetnsName netns = host.make("n" + i);
            host.ip("n" + i, "link add p" + i + " type veth peer name q");
            host.ip("n" + i, "address add 10.0.0." + i + "/24 dev p" + i);
            all.add(netns);
        }
        tables.readAhead(all, (netns, here) -> {
            here.links();
            here.addresses(0);
        });
        host.ip("n7", "link delete p7");
        for (int i = 0; i < ReadAhead.MANY; i++) {
            NetnsTables here = tables.of(all.get(i + 1));
            assertEquals(Set.of("lo", "p" + i, "q"), here.links().keySet());
            assertEquals("10.0.0." + i + "/24", here.addresses(here.link("p" + i).index()).get(0).prefix().toString());
        }
    }

    @Test
    void whatIsRefusedAheadIsAskedForAgain() {
        List<NetnsName> all = new ArrayList<>();
        for (int i = 0; i < ReadAhead.MANY; i++) {
            all.add(host.make("n" + i));
        }
        AtomicInteger refused = new AtomicInteger();
        tables.readAhead(all, (netns, here) -> {
            refused.incrementAndGet();
            throw new KernelException("list the links", Errno.EINTR.number());
        });
        assertEquals(ReadAhead.MANY, refused.get());
        all.forEach(netns -> assertEquals(Set.of("lo"), tables.of(netns).links().keySet()));
    }

    @Test
    void aTableIsReadOnce() {
        NetnsName a = host.make("a");
        assertEquals(1, tables.of(a).links().size());
        host.ip("a", "link add p type veth peer name q");
        assertEquals(1, tables.of(a).links().size());
        assertEquals(3, new HostTables(host.sockets()).of(a).links().size());
    }

    @Test
    void aNamespaceThatDoesNotExistIsEmpty() {
        NetnsTables none = tables.of(new NetnsName("none"));
        assertFalse(none.exists());
        assertEquals(Map.of(), none.links());
        assertNull(none.link("lo"));
        assertNull(none.link(1));
        assertEquals(List.of(), none.addresses(1));
        assertEquals(List.of(), none.routes(false));
        assertEquals(List.of(), none.portVlans(1));
    }
}
