package topo.reconcilers.veth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.Change;
import topo.api.Owner;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.BridgePortInfo;
import topo.kernel.rtnl.Link;
import topo.reconcilers.Documents;
import topo.reconcilers.Lab;

/** Veth pairs on the real kernel: made, changed in place, owned. */
class VethReconcilerTest {
    private static final String HEAD = """
            namespaces: [{ name: red }, { name: blue }]
            bridges: [{ namespace: blue, name: br0 }, { namespace: blue, name: br1 }]
            """;

    private Lab lab;

    @BeforeEach
    void open() {
        lab = Lab.open();
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    /** A pair between {@code eth0} in red and {@code v0} in blue, each with these fields. */
    private static String pair(String first, String second) {
        return HEAD + "veths: [{ endpoints: [" + end("red", "eth0", first) + ", " + end("blue", "v0", second) + "] }]\n";
    }

    private static String end(String netns, String name, String fields) {
        return "{ namespace: " + netns + ", name: " + name + (fields.isEmpty() ? "" : ", " + fields) + " }";
    }

    @Test
    void aPairIsMadeWithEverythingOnBothEnds() {
        String spec = pair("addresses: [10.0.0.1/24, \"2001:db8::1/64\"], mac: \"02:00:00:00:00:01\", mtu: 1400",
                "bridge: br0, mac: \"02:00:00:00:00:02\", mtu: 1300, hairpin: true, isolated: true, learning: false, pathCost: 77");
        lab.apply(spec);
        Link eth0 = lab.link("red", "eth0");
        Link v0 = lab.link("blue", "v0");
        assertEquals(List.of("02:00:00:00:00:01", 1400, true, "topo:lab"),
                List.of(eth0.mac().text(), eth0.mtu(), eth0.isUp(), eth0.alias()));
        assertEquals(List.of("02:00:00:00:00:02", 1300, true, "topo:lab"), List.of(v0.mac().text(), v0.mtu(), v0.isUp(), v0.alias()));
        assertEquals(lab.link("blue", "br0").index(), v0.master());
        assertEquals(new BridgePortInfo(true, false, true, 77), v0.port());
        assertTrue(lab.ip("red", "addr show dev eth0").contains("inet 10.0.0.1/24"));
        assertTrue(lab.ip("red", "addr show dev eth0").contains("inet6 2001:db8::1/64"));
        assertEquals(List.of("- veth eth0 (namespace red) <-> v0 (namespace blue)"), lab.apply(HEAD));
        assertNull(lab.link("red", "eth0"));
        assertNull(lab.link("blue", "v0"));
    }

    @Test
    void settingsAreChangedInPlace() {
        lab.apply(pair("", ""));
        int first = lab.link("red", "eth0").index();
        int second = lab.link("blue", "v0").index();
        assertEquals(1500, lab.link("red", "eth0").mtu());
        String spec = pair("mac: \"02:00:00:00:00:01\", mtu: 1400", "bridge: br0, mtu: 1400, up: false, isolated: true");
        assertEquals(1, lab.apply(spec).size());
        assertEquals(List.of(first, second), List.of(lab.link("red", "eth0").index(), lab.link("blue", "v0").index()));
        assertEquals(List.of("~ veth eth0 (namespace red) <-> v0 (namespace blue): endpoints[0].mtu 1400 -> 1500, endpoints[1].mtu 1400"
                + " -> 1500,"
                + " endpoints[1].up false -> true, endpoints[1].bridge br0 -> br1, endpoints[1].isolated true -> false"),
                lab.apply(pair("", "bridge: br1")));
        assertEquals(lab.link("blue", "br1").index(), lab.link("blue", "v0").master());
        lab.apply(pair("", ""));
        assertEquals(0, lab.link("blue", "v0").master());
        assertEquals(first, lab.link("red", "eth0").index());
    }

    @Test
    void portSettingsArePutBackToThoseOfANewPort() {
        lab.apply(pair("", "bridge: br0, hairpin: true, isolated: true, learning: false"));
        assertEquals(List.of("~ veth eth0 (namespace red) <-> v0 (namespace blue): endpoints[1].hairpin true -> false,"
                + " endpoints[1].isolated true -> false, endpoints[1].learning false -> true"), lab.apply(pair("", "bridge: br0")));
        lab.ip("blue", "link set v0 type bridge_slave hairpin on cost 55");
        assertEquals(List.of("~ veth eth0 (namespace red) <-> v0 (namespace blue): endpoints[1].hairpin true -> false"),
                lab.apply(pair("", "bridge: br0")));
        assertEquals(55, lab.link("blue", "v0").port().pathCost(), "left out, so left alone");
    }

    @Test
    void portSettingsFollowToAnotherBridge() {
        lab.apply(pair("", "bridge: br0, hairpin: true, pathCost: 77"));
        lab.apply(pair("", "bridge: br1, hairpin: true, pathCost: 77"));
        assertEquals(new BridgePortInfo(true, true, false, 77), lab.link("blue", "v0").port());
    }

    @Test
    void bothEndsMayBePortsAndMayBeInOneNamespace() {
        lab.apply(HEAD + "veths: [{ endpoints: [{ namespace: blue, name: a, bridge: br0 }, { namespace: blue, name: b, bridge: br1 }]"
                + " }]\n");
        assertEquals(lab.link("blue", "br0").index(), lab.link("blue", "a").master());
        assertEquals(lab.link("blue", "br1").index(), lab.link("blue", "b").master());
    }

    @Test
    void anEndTakenFromItsBridgeIsPutBack() {
        lab.apply(pair("", "bridge: br0"));
        lab.ip("blue", "link set v0 nomaster");
        assertEquals(List.of("~ veth eth0 (namespace red) <-> v0 (namespace blue): endpoints[1].bridge null -> br0"),
                lab.apply(pair("", "bridge: br0")).stream().map(line -> line.replaceAll(", endpoints.*", "")).toList());
    }

    /** The look is had before others take a name, as may happen to anyone: the kernel refuses, and the other pairs are made. */
    @Test
    void theNeighboursOfAFailedPairAreMade() {
        lab.apply(HEAD);
        List<Veth> wanted = Documents.read(HEAD + "veths: [{ endpoints: [" + end("red", "eth0", "") + ", " + end("blue", "v0", "") + "] },"
                + " { endpoints: [" + end("red", "eth1", "") + ", " + end("blue", "v1", "") + "] }]\n").resources().of(Veth.class);
        lab.ip("blue", "link add v0 type bridge");
        assertEquals(Map.of(wanted.get(0).id(), "create veth eth0 (namespace red) <-> v0 (namespace blue): EEXIST: File exists"),
                make(wanted));
        assertTrue(lab.link("blue", "v1").isUp());
        assertNull(lab.link("red", "eth0"));
    }

    @Test
    void aLostMarkIsPutBack() {
        lab.apply(pair("", ""));
        lab.ip("red", "link set eth0 group default");
        assertEquals(List.of("~ veth eth0 (namespace red) <-> v0 (namespace blue): endpoints[0].managed false -> true"),
                lab.apply(pair("", "")));
        lab.ip("blue", "link set v0 alias mine");
        assertEquals(List.of("~ veth eth0 (namespace red) <-> v0 (namespace blue): endpoints[1].managed false -> true"),
                lab.apply(pair("", "")));
        lab.ip("blue", "link set v0 alias mine group default");
        assertEquals(List.of("~ veth eth0 (namespace red) <-> v0 (namespace blue): endpoints[1].managed false -> true"),
                lab.apply(pair("", "")), "the other end still says whose it is");
        assertEquals("topo:lab", lab.link("blue", "v0").alias());
    }

    @Test
    void aForeignPairOfTheSameNamesIsNobodys() {
        lab.apply(HEAD);
        lab.ip("red", "link add eth0 type veth peer name v0 netns @blue");
        assertEquals(Owner.NOBODY, lab.seen(pair("", ""), "veth eth0 (namespace red)").owner());
        assertNotNull(lab.seen(pair("", ""), "veth eth0 (namespace red)").value(), "it can be adopted");
    }

    @Test
    void aForeignLinkOfOneEndsNameIsInTheWay() {
        lab.apply(HEAD);
        lab.ip("red", "link add eth0 type veth peer name other");
        assertEquals(List.of("! veth eth0 (namespace red) <-> v0 (namespace blue): Nobody[], an end of another veth pair"),
                lab.diff(pair("", "")));
        lab.ip("red", "link del eth0");
        lab.ip("blue", "link add v0 type bridge");
        assertEquals(List.of("! veth eth0 (namespace red) <-> v0 (namespace blue): Nobody[], a bridge link"), lab.diff(pair("", "")));
        lab.ip("blue", "link set v0 alias topo:office");
        assertEquals(List.of("! veth eth0 (namespace red) <-> v0 (namespace blue): Other[topology=office], a bridge link"),
                lab.diff(pair("", "")));
    }

    /** More than the kernel is given at once, in several namespaces. */
    @Test
    void ofManyPairsOnlyTheOneThatCannotBeMadeIsMissing() {
        String namespaces = "namespaces: [{ name: sw }, { name: far }, { name: c0 }, { name: c1 }, { name: c2 }, { name: alone }]\n";
        StringBuilder spec = new StringBuilder(namespaces + """
                bridges: [{ namespace: sw, name: br0 }]
                veths:
                - endpoints: [{ namespace: c0, name: up, addresses: [10.8.0.1/24] }, { namespace: c1, name: down, addresses: [10.8.0.2/24] }]
                - endpoints: [{ namespace: c1, name: up, addresses: [10.9.0.1/24] }, { namespace: c2, name: down, addresses: [10.9.0.2/24] }]
                - endpoints: [{ namespace: sw, name: in, addresses: [10.7.0.1/24] }, { namespace: sw, name: out, bridge: br0 }]
                - endpoints: [{ namespace: alone, name: eth0 }, { namespace: sw, name: taken, bridge: br0 }]
                """);
        for (int i = 0; i < 60; i++) {
            spec.append("- endpoints: [{ namespace: far, name: e" + i + ", addresses: [10.1." + i + ".1/24] }, { namespace: sw, name: p" + i
                    + ", bridge: br0 }]\n");
        }
        lab.apply(namespaces);
        assertEquals(Map.of("veth eth0 (namespace alone)", "create veth eth0 (namespace alone) <-> taken (namespace sw): EEXIST: File exists"),
                lab.failures(spec.toString(), () -> lab.ip("sw", "link add taken type veth peer name mine netns @c2")));
        assertEquals(-1, lab.host().sockets().id(new NetnsName("sw"), new NetnsName("alone")), "what is there leads elsewhere");
        lab.ip("sw", "link delete taken");
        assertEquals(List.of("+ veth eth0 (namespace alone) <-> taken (namespace sw)"), lab.apply(spec.toString()));
        for (int i = 0; i < 60; i++) {
            assertEquals(lab.link("sw", "br0").index(), lab.link("sw", "p" + i).master());
            assertTrue(lab.link("far", "e" + i).isUp());
            assertTrue(lab.ip("far", "address show dev e" + i).contains("inet 10.1." + i + ".1/24"));
        }
    }

    @Test
    void whatIsMissingIsNamed() {
        lab.apply(pair("", ""));
        List<Veth> wanted = Documents.read(pair("", "bridge: br0")).resources().of(Veth.class);
        lab.ip("red", "link del eth0");
        lab.ip("blue", "link del br0");
        assertEquals(Map.of(wanted.get(0).id(), "create veth eth0 (namespace red) <-> v0 (namespace blue): there is no bridge br0"),
                make(wanted));
        lab.host().sockets().forget(new NetnsName("red"));
        lab.host().namespaces().delete(new NetnsName("red"));
        List<Veth> plain = Documents.read(pair("", "")).resources().of(Veth.class);
        assertEquals("create veth eth0 (namespace red) <-> v0 (namespace blue): enter namespace red: ENOENT: there is no such namespace",
                make(plain).get(wanted.get(0).id()));
    }

    private Map<ResourceId, String> make(List<Veth> wanted) {
        Session session = new Session(lab.mark(), Resources.NONE, Set.of(), null);
        new VethReconciler(lab.host().sockets()).apply(wanted.stream().<Change<Veth>>map(Change.Create::new).toList(), session);
        return session.failures();
    }

    @Test
    void aPairDeletedByHandIsMadeAnew() {
        lab.apply(pair("addresses: [10.0.0.1/24]", "bridge: br0"));
        int index = lab.link("red", "eth0").index();
        lab.ip("blue", "link del v0");
        assertEquals(List.of("+ veth eth0 (namespace red) <-> v0 (namespace blue)"),
                lab.apply(pair("addresses: [10.0.0.1/24]", "bridge: br0")));
        assertNotEquals(index, lab.link("red", "eth0").index());
    }
}
