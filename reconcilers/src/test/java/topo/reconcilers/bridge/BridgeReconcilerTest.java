package topo.reconcilers.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.kernel.rtnl.BridgeInfo;
import topo.reconcilers.Lab;

/** Bridges on the real kernel. */
class BridgeReconcilerTest {
    private static final String RED = "namespaces: [{ name: red }]\n";

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
        return RED + "bridges: [{ namespace: red, name: br0" + (fields.isEmpty() ? "" : ", " + fields) + " }]\n";
    }

    @Test
    void aBridgeIsMadeMarkedAndDeleted() {
        assertEquals(List.of("+ namespace red", "+ bridge br0 (namespace red)"), lab.apply(bridge("addresses: [10.0.0.1/24]")));
        assertEquals(lab.mark().alias(), lab.link("red", "br0").alias());
        assertEquals(lab.mark().group(), lab.link("red", "br0").group());
        assertTrue(lab.link("red", "br0").isUp());
        assertEquals(List.of("- bridge br0 (namespace red)"), lab.apply(RED));
        assertNull(lab.link("red", "br0"));
        assertEquals(List.of("- namespace red"), lab.destroy());
    }

    @Test
    void everyOptionIsChangedInPlaceAndBack() {
        lab.apply(bridge(""));
        int index = lab.link("red", "br0").index();
        String other = bridge("stp: true, ageingTime: 0, forwardDelay: 4, multicastSnooping: false, mtu: 1400, mac:"
                + " \"02:00:00:00:00:07\", up: false,"
                + " addresses: [10.0.0.1/24, \"2001:db8::1/64\"]");
        assertEquals(1, lab.apply(other).size());
        assertEquals(index, lab.link("red", "br0").index());
        assertEquals(new BridgeInfo(400, 0, true, lab.link("red", "br0").bridge().vlanFiltering(), false), lab.link("red", "br0").bridge());
        assertEquals(List.of("~ bridge br0 (namespace red): up false -> true, stp true -> false, ageingTime 0 -> 300, forwardDelay 4 -> 15,"
                + " multicastSnooping false -> true, addresses [10.0.0.1/24, 2001:db8::1/64] -> null"), lab.apply(bridge("")));
        assertEquals(index, lab.link("red", "br0").index());
        assertEquals(new BridgeInfo(1500, 30000, false, lab.link("red", "br0").bridge().vlanFiltering(), true),
                lab.link("red", "br0").bridge());
        assertEquals(1400, lab.link("red", "br0").mtu(), "left out, so left alone");
    }

    @Test
    void thePlanNamesTheFields() {
        lab.apply(bridge("mtu: 1500"));
        assertEquals(List.of("~ bridge br0 (namespace red): mtu 1500 -> 9000, stp false -> true, forwardDelay 15 -> 20"),
                lab.diff(bridge("mtu: 9000, stp: true, forwardDelay: 20")));
    }

    /** While it is on, the kernel takes delays from 2 to 30 seconds only (br_set_forward_delay: ERANGE), whatever else is asked for. */
    @Test
    void theSpanningTreeAndADelayThatItForbidsAreExchanged() {
        lab.apply(bridge("stp: true, forwardDelay: 15"));
        lab.apply(bridge("stp: false, forwardDelay: 0"));
        assertEquals(0, lab.link("red", "br0").bridge().forwardDelay());
        lab.apply(bridge("stp: true, forwardDelay: 2"));
        assertEquals(new BridgeInfo(200, 30000, true, lab.link("red", "br0").bridge().vlanFiltering(), true),
                lab.link("red", "br0").bridge());
    }

    @Test
    void vlanFilteringIsTurnedOnAndOff() {
        lab.apply(RED);
        try {
            lab.ip("red", "link add probe type bridge vlan_filtering 1");
        } catch (AssertionError refused) {
            assumeTrue(false, "VLAN filtering of bridges (CONFIG_BRIDGE_VLAN_FILTERING)");
        }
        lab.apply(bridge("vlanFiltering: true"));
        assertEquals(true, lab.link("red", "br0").bridge().vlanFiltering());
        lab.apply(bridge("vlanFiltering: false"));
        assertEquals(false, lab.link("red", "br0").bridge().vlanFiltering());
    }

    @Test
    void aSettingChangedByHandIsChangedBack() {
        lab.apply(bridge("addresses: [10.0.0.1/24]"));
        lab.ip("red", "link set br0 down");
        lab.ip("red", "link set br0 type bridge stp_state 1 ageing_time 1000");
        lab.ip("red", "addr add 192.0.2.1/24 dev br0");
        assertEquals(List.of("~ bridge br0 (namespace red): addresses [10.0.0.1/24, 192.0.2.1/24] -> [10.0.0.1/24], up false -> true,"
                + " stp true -> false, ageingTime 10 -> 300"), lab.apply(bridge("addresses: [10.0.0.1/24]")));
    }

    @Test
    void aBridgeRenamedByHandIsMadeAnewAndTheOldOneGoes() {
        lab.apply(bridge(""));
        lab.ip("red", "link set br0 down");
        lab.ip("red", "link set br0 name br9");
        assertEquals(List.of("- bridge br9 (namespace red)", "+ bridge br0 (namespace red)"), lab.apply(bridge("")));
        assertNull(lab.link("red", "br9"));
    }

    @Test
    void aLostMarkIsPutBack() {
        lab.apply(bridge(""));
        lab.ip("red", "link set br0 group default");
        assertEquals(List.of("~ bridge br0 (namespace red): managed false -> true"), lab.apply(bridge("")));
        assertEquals(lab.mark().group(), lab.link("red", "br0").group());
        lab.ip("red", "link set br0 alias mine");
        assertEquals(List.of("~ bridge br0 (namespace red): managed false -> true"), lab.apply(bridge("")));
        assertEquals(lab.mark().alias(), lab.link("red", "br0").alias());
    }

    @Test
    void aForeignBridgeIsNobodysAndAnotherTopologysIsTheirs() {
        lab.apply(RED);
        lab.ip("red", "link add br0 type bridge");
        assertEquals(List.of("! bridge br0 (namespace red): Nobody[]"), lab.diff(bridge("")));
        lab.ip("red", "link set br0 alias topo:office");
        assertEquals(List.of("! bridge br0 (namespace red): Other[topology=office]"), lab.diff(bridge("")));
        assertNotNull(lab.link("red", "br0"));
    }

    @Test
    void aLinkOfAnotherKindIsInTheWay() {
        lab.apply(RED);
        lab.ip("red", "link add br0 type veth peer name br1");
        assertEquals(List.of("! bridge br0 (namespace red): Nobody[], a veth link"), lab.diff(bridge("")));
    }

    @Test
    void aRefusalIsInTheKernelsWords() {
        Map<String, String> failures = lab.failures(bridge("mac: \"02:00:00:00:00:01\", addresses: [10.0.0.1/24]")
                + "routes: [{ namespace: red, to: 10.9.0.0/16, via: 192.0.2.1, dev: br0, onlink: true }]\n");
        assertEquals(Map.of(), failures);
        lab.ip("red", "link set br0 down");
        Map<String, String> later = lab.failures(RED + "bridges: [{ namespace: red, name: br0, up: false }]\n"
                + "routes: [{ namespace: red, to: 10.8.0.0/16, dev: br0 }]\n");
        assertEquals(Map.of("route 10.8.0.0/16 (namespace red)",
                "add route 10.8.0.0/16 (namespace red): ENETDOWN: Device for nexthop is not up"), later);
    }
}
