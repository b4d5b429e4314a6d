package topo.reconcilers.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.Address;
import topo.reconcilers.Lab;

/** Addresses on the real kernel, where one takes others with it; and deletions of links that are not what they were. */
class LinkDriftTest {
    private static final NetnsName RED = new NetnsName("red");

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

    private static String bridge(String fields) {
        return "namespaces: [{ name: red }]\nbridges: [{ namespace: red, name: br0" + fields + " }]\n";
    }

    private List<String> addresses() {
        int index = lab.link("red", "br0").index();
        return lab.host().socket(RED).addresses().stream().filter(address -> address.index() == index).map(Address::prefix)
                .map(Object::toString).toList();
    }

    @Test
    void secondaryAddressesStayWhenThePrimaryGoes() {
        lab.apply(bridge(", addresses: [10.0.0.1/24, 10.0.0.2/24, 10.0.0.3/24, 10.1.0.1/24]"));
        assertTrue(lab.ip("red", "addr show dev br0").contains("10.0.0.2/24 scope global secondary"));
        lab.apply(bridge(", addresses: [10.0.0.2/24, 10.0.0.3/24, 10.1.0.1/24]"));
        assertTrue(addresses().containsAll(List.of("10.0.0.2/24", "10.0.0.3/24", "10.1.0.1/24")));
        assertFalse(addresses().contains("10.0.0.1/24"));
    }

    @Test
    void routesOverAddressesThatGoAndComeArePutBack() {
        String spec = bridge(", addresses: [%s, 10.0.0.2/24]")
                + "routes: [{ namespace: red, to: default, via: 10.0.0.254, source: 10.0.0.2 }]\n";
        lab.apply(spec.formatted("10.0.0.1/24"));
        List<String> done = lab.apply(spec.formatted("10.7.0.1/24"));
        assertEquals("~ route default (namespace red) (put back after bridge br0 (namespace red))", done.get(1));
        assertTrue(lab.ip("red", "route show default").contains("via 10.0.0.254"));
    }

    @Test
    void anAddressDeletedByHandIsAddedAndAnotherOneDeleted() {
        lab.apply(bridge(", addresses: [10.0.0.1/24, \"2001:db8::1/64\"]"));
        lab.ip("red", "addr flush dev br0");
        lab.ip("red", "addr add 10.0.0.7/24 dev br0");
        assertEquals(List.of("~ bridge br0 (namespace red): addresses [10.0.0.7/24] -> [10.0.0.1/24, 2001:db8::1/64]"),
                lab.apply(bridge(", addresses: [10.0.0.1/24, \"2001:db8::1/64\"]")));
    }

    @Test
    void aWrongPrefixLengthIsCorrected() {
        lab.apply(bridge(", addresses: [10.0.0.1/24]"));
        lab.apply(bridge(", addresses: [10.0.0.1/16]"));
        assertTrue(addresses().contains("10.0.0.1/16"));
        lab.apply(bridge(", addresses: [\"2001:db8::1/64\"]"));
        lab.apply(bridge(", addresses: [\"2001:db8::1/48\"]"));
        assertTrue(addresses().contains("2001:db8::1/48"));
    }

    @Test
    void theKernelsLinkLocalAddressIsNoDriftAndADeclaredOneIsOurs() {
        String pair = "veths: [{ endpoints: [{ namespace: red, name: p, bridge: br0 }, { namespace: red, name: q }] }]\n";
        lab.apply(bridge("") + pair);
        Awaitility.await("the link-local address that the kernel makes")
                .until(() -> addresses().stream().anyMatch(one -> one.startsWith("fe80:")));
        assertEquals(List.of(), lab.diff(bridge("") + pair));
        lab.apply(bridge(", addresses: [\"fe80::1/64\", 169.254.7.1/16]") + pair);
        assertTrue(addresses().containsAll(List.of("fe80::1/64", "169.254.7.1/16")));
        assumeTrue(lab.host().socket(RED).addresses().stream()
                .anyMatch(address -> address.protocol() == InterfaceObserver.ADDRESS_PROTOCOL),
                "the protocol of addresses (IFA_PROTO, Linux 5.18)");
        assertEquals("~ bridge br0 (namespace red): addresses [169.254.7.1/16, fe80::1/64] -> null", lab.apply(bridge("") + pair).get(0));
        assertFalse(addresses().contains("fe80::1/64"));
        assertTrue(addresses().stream().anyMatch(one -> one.startsWith("fe80:")), "the kernel's own stays");
    }

    @Test
    void aLinkThatIsToBeDownKeepsItsAddresses() {
        lab.apply(bridge(", addresses: [10.0.0.1/24, \"2001:db8::1/64\"]"));
        lab.apply(bridge(", addresses: [10.0.0.1/24, \"2001:db8::1/64\"], up: false"));
        assertFalse(lab.link("red", "br0").isUp());
        assertTrue(addresses().containsAll(List.of("10.0.0.1/24", "2001:db8::1/64")));
        lab.apply(bridge(", addresses: [10.0.0.1/24, \"2001:db8::1/64\"]"));
    }

    @Test
    void aLinkSetDownByHandGetsItsIpv6AddressesAndRoutesBack() {
        String spec = bridge(", addresses: [10.0.0.1/24, \"2001:db8::1/64\"]")
                + "routes: [{ namespace: red, to: default, via: \"2001:db8::fe\" }, { namespace: red, to: default, via: 10.0.0.254 }]\n";
        lab.apply(spec);
        lab.ip("red", "link set br0 down");
        List<String> done = lab.apply(spec);
        assertEquals(List.of("~ bridge br0 (namespace red): addresses [10.0.0.1/24] -> [10.0.0.1/24, 2001:db8::1/64], up false -> true",
                "+ route default IPv6 (namespace red)", "+ route default (namespace red)"), done);
    }

    @Test
    void connectedRoutesFlushedByHandComeBackWithTheirAddresses() {
        String spec = bridge(", addresses: [10.0.0.1/24, \"2001:db8::1/64\"]")
                + "routes: [{ namespace: red, to: default, via: 10.0.0.254 }]\n";
        lab.apply(spec);
        lab.ip("red", "route flush table main");
        lab.ip("red", "-6 route flush table main");
        lab.apply(spec);
        assertTrue(lab.ip("red", "route show").contains("10.0.0.0/24 dev br0"));
        assertTrue(lab.ip("red", "-6 route show").contains("2001:db8::/64 dev br0"));
    }

    private Session remove(String kind, String name) {
        Session session = new Session(lab.mark(), Resources.NONE, Set.of(), null);
        LinkRemover remover = new LinkRemover(lab.host().sockets(), kind);
        remover.add(new ResourceId(kind, RED, name), RED, name);
        remover.remove(session);
        return session;
    }

    @Test
    void onlyWhatIsStillMarkedIsDeleted() {
        lab.apply(bridge(""));
        lab.ip("red", "link set br0 alias topo:office");
        assertTrue(remove("bridge", "br0").failures().isEmpty());
        assertNotNull(lab.link("red", "br0"), "another topology's");
        lab.ip("red", "link set br0 alias none group default");
        remove("bridge", "br0");
        assertNotNull(lab.link("red", "br0"), "nobody's");
        lab.ip("red", "link set br0 alias topo:lab");
        remove("veth", "br0");
        assertNotNull(lab.link("red", "br0"), "of another kind");
        remove("bridge", "br0");
        assertNull(lab.link("red", "br0"));
        assertTrue(remove("bridge", "br0").failures().isEmpty(), "gone already");
    }

    @Test
    void whatGoesWithItsNamespaceOrIsInNoneIsNoFailure() {
        lab.apply(bridge(""));
        Session session = new Session(lab.mark(), Resources.NONE, Set.of(RED), null);
        LinkRemover remover = new LinkRemover(lab.host().sockets(), "bridge");
        remover.add(new ResourceId("bridge", RED, "br0"), RED, "br0");
        remover.add(new ResourceId("bridge", new NetnsName("none"), "br0"), new NetnsName("none"), "br0");
        remover.remove(session);
        assertTrue(session.failures().isEmpty());
        assertNotNull(lab.link("red", "br0"));
    }
}
