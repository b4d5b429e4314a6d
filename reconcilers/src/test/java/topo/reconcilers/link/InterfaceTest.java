package topo.reconcilers.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.Field;
import topo.api.net.IpPrefix;
import topo.api.net.MacAddress;
import topo.api.net.NetnsName;
import topo.reconcilers.Components;

/** Interfaces as values: what is left open, and which changes lose routes. */
class InterfaceTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final MacAddress MAC = new MacAddress("02:00:00:00:00:01");

    private static Interface with(String... addresses) {
        List<IpPrefix> prefixes = new ArrayList<>();
        for (String address : addresses) {
            prefixes.add(IpPrefix.parse(address));
        }
        return new Interface(RED, "eth0", prefixes, null, null, true, null, null, true);
    }

    @Test
    void whatIsLeftOpenIsAsObserved() {
        Interface observed = new Interface(RED, "eth0", List.of(), MAC, 9000, true, null, null, true);
        assertEquals(observed, with().settle(observed, null));
        assertEquals(1500, with().settle(observed, 1500).mtu());
    }

    @Test
    void withoutAnObservedOneTheKernelChooses() {
        Interface settled = with().settle(null, null);
        assertNull(settled.mac());
        assertNull(settled.mtu());
        assertEquals(1500, with().settle(null, 1500).mtu());
    }

    @Test
    void theOrderOfAddressesIsNoDifference() {
        Interface observed = with("10.0.0.2/24", "10.0.0.1/24");
        assertEquals(observed, with("10.0.0.1/24", "10.0.0.2/24").settle(observed, null));
        Interface more = with("10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/24");
        assertEquals(more, more.settle(observed, null));
    }

    @Test
    void aPortIsSettledOnlyUnderAMaster() {
        Port seen = new Port(null, null, true, false, true, 2);
        Interface observed = new Interface(RED, "eth0", List.of(), MAC, 1500, true, "br0", seen, true);
        assertNull(with().settle(observed, null).port());
        Interface port = new Interface(RED, "eth0", List.of(), MAC, 1500, true, "br0", null, true);
        assertEquals(new Port(null, null, false, false, true, 2), port.settle(observed, null).port());
        assertNull(port.settle(null, null).port());
    }

    @Test
    void theBareOneIsDownAndUnmarked() {
        Interface bare = with("10.0.0.1/24").bare(null);
        assertEquals(new Interface(RED, "eth0", List.of(), null, null, false, null, null, false), bare);
        assertEquals(Port.DEFAULTS, with().bare("br0").port());
    }

    @Test
    void movingAndRenamingLosesRoutes() {
        Interface here = with("10.0.0.1/24");
        assertTrue(here.disrupts(new Interface(NetnsName.HOST, "eth0", here.addresses(), null, null, true, null, null, true)));
        assertTrue(here.disrupts(new Interface(RED, "eth9", here.addresses(), null, null, true, null, null, true)));
        assertFalse(here.disrupts(new Interface(RED, "eth0", here.addresses(), MAC, 9000, true, "br0", null, false)));
    }

    @Test
    void losingTheLastIpv4AddressLosesRoutes() {
        assertTrue(with("10.0.1.1/24").disrupts(with("10.0.0.1/24")));
        assertFalse(with("10.0.1.1/24", "10.0.0.1/24").disrupts(with("10.0.0.1/24")));
        assertFalse(with("10.0.1.1/24").disrupts(with("10.0.0.1/24", "10.0.1.1/24")));
        assertFalse(with().disrupts(with("2001:db8::1/64")));
    }

    @Test
    void losingAPrimaryAddressLosesItsSecondaries() {
        assertTrue(with("10.0.0.2/24", "10.1.0.1/24").disrupts(with("10.0.0.1/24", "10.0.0.2/24", "10.1.0.1/24")));
        assertFalse(with("10.1.0.1/24").disrupts(with("10.0.0.1/24", "10.1.0.1/24")));
    }

    @Test
    void addingAddressesLosesNothing() {
        assertFalse(with("10.0.0.1/24", "10.0.0.2/24").disrupts(with("10.0.0.1/24")));
    }

    @Test
    void fieldsNameWhatIsSet() {
        List<Field> fields = new ArrayList<>();
        new Interface(RED, "eth0", List.of(IpPrefix.parse("10.0.0.1/24")), MAC, 1500, true, "br0",
                new Port(5, null, null, null, null, null), true).fields("a.", fields);
        assertEquals(List.of("a.addresses", "a.mac", "a.mtu", "a.up", "a.bridge", "a.pvid", "a.managed"),
                fields.stream().map(Field::name).toList());
    }

    @Test
    void everyFieldMakesADifference() {
        List<IpPrefix> addresses = List.of(IpPrefix.parse("10.0.0.1/24"));
        assertEquals(List.of(), Components.ignoredByEquals(
                new Interface(RED, "eth0", addresses, MAC, 1500, true, "br0", new Port(5, null, null, null, null, null), true, addresses)));
    }
}
