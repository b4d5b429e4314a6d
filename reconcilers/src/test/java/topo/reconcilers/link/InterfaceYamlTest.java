package topo.reconcilers.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.net.IpPrefix;
import topo.api.net.MacAddress;
import topo.api.net.NetnsName;
import topo.reconcilers.Documents;

/** The fields that every link has, in documents; asked of bridges and veth ends, the links that there are. */
class InterfaceYamlTest {
    private static final String BRIDGE = "bridges: [{ name: br0 }]\n";

    /** Line 6 of the document: one end of a pair; the other is in order. */
    private static List<String> ofEnd(String fields) {
        return Documents.problems(BRIDGE + "veths: [{ endpoints: [{ name: b }, { " + fields + " }] }]\n");
    }

    @Test
    void anInterfaceWithoutMuchToSay() {
        Resource bridge = Documents.read(BRIDGE).resources().get(new ResourceId("bridge", NetnsName.HOST, "br0")).orElseThrow();
        assertEquals(NetnsName.HOST, bridge.interfaces().get(0).netns());
        assertEquals(List.of(), bridge.interfaces().get(0).addresses());
    }

    @Test
    void everyField() {
        Resource veth = Documents.read(BRIDGE + """
                veths:
                  - endpoints:
                      - { name: a, addresses: [10.0.0.1/24, "2001:DB8::1/64"], mac: "02:AB:00:00:00:01", mtu: 1400, up: false }
                      - { name: b, bridge: br0, pvid: 10, vlans: [30, 20], hairpin: true, isolated: true, learning: false, pathCost: 5 }
                """).resources().all().stream().filter(resource -> resource.id().kind().equals("veth")).findFirst().orElseThrow();
        Interface first = new Interface(NetnsName.HOST, "a", List.of(IpPrefix.parse("10.0.0.1/24"), IpPrefix.parse("2001:db8::1/64")),
                new MacAddress("02:ab:00:00:00:01"), 1400, false, null, null, true);
        Interface second = new Interface(NetnsName.HOST, "b", List.of(), null, null, true, "br0",
                new Port(10, List.of(20, 30), true, true, false, 5), true);
        assertEquals(List.of(first.facts(), second.facts()), veth.interfaces());
        List<Field> fields = new ArrayList<>(first.placedFields("endpoints[0]."));
        fields.addAll(second.placedFields("endpoints[1]."));
        assertEquals(fields, veth.fields());
    }

    @Test
    void names() {
        assertEquals(List.of("6:46: spec.veths[0].endpoints[1].name: the interface name \"sixteen-letters-\" has 16 characters; the"
                + " kernel takes at"
                + " most 15"), ofEnd("name: sixteen-letters-"));
        for (String bad : List.of("-x", "foo%d", "a/b", "0a", "é")) {
            assertEquals(List.of("6:46: spec.veths[0].endpoints[1].name: the interface name \"" + bad
                    + "\" is not a letter followed by letters, digits, \"_\", \".\" or \"-\""), ofEnd("name: \"" + bad + "\""));
        }
        assertEquals(List.of("6:46: spec.veths[0].endpoints[1].name: the kernel keeps the interface name \"lo\" for itself"),
                ofEnd("name: lo"));
    }

    @Test
    void addresses() {
        assertEquals(List.of(
                "6:61: spec.veths[0].endpoints[1].addresses[0]: \"10.0.0.1\": the prefix length is missing (10.0.0.1/24?)",
                "6:71: spec.veths[0].endpoints[1].addresses[1]: 0.0.0.0/8 cannot be the address of an interface",
                "6:82: spec.veths[0].endpoints[1].addresses[2]: 224.0.0.1/24 cannot be the address of an interface",
                "6:109: spec.veths[0].endpoints[1].addresses[4]: the address 10.1.0.1/24 stands here twice"),
                ofEnd("name: a, addresses: [10.0.0.1, 0.0.0.0/8, 224.0.0.1/24, 10.1.0.1/24, 10.1.0.1/24]"));
    }

    @Test
    void macAndMtu() {
        assertEquals(List.of(
                "6:54: spec.veths[0].endpoints[1].mac: 01:00:00:00:00:01 is a group or null address, which no interface can have",
                "6:80: spec.veths[0].endpoints[1].mtu: 67 is not between 68 and 65535"),
                ofEnd("name: a, mac: \"01:00:00:00:00:01\", mtu: 67"));
        assertEquals(List.of("6:54: spec.veths[0].endpoints[1].mtu: the MTU 1000 is less than the 1280 that IPv6 needs, and an IPv6"
                + " address is declared"),
                ofEnd("name: a, mtu: 1000, addresses: [\"2001:db8::1/64\"]"));
    }

    @Test
    void anUnknownBridge() {
        assertEquals(List.of("6:57: spec.veths[0].endpoints[1].bridge: unknown bridge \"br1\" (did you mean \"br0\"?)"),
                ofEnd("name: a, bridge: br1"));
        assertEquals(List.of("6:57: spec.veths[0].endpoints[1].bridge: unknown bridge \"lan\"; declared there: br0"),
                ofEnd("name: a, bridge: lan"));
        assertEquals(List.of("5:44: spec.veths[0].endpoints[0].bridge: \"c\" is a veth, not a bridge"), Documents.problems(
                "veths: [{ endpoints: [{ name: a, bridge: c }, { name: b }] }, { endpoints: [{ name: c }, { name: d }] }]"));
    }

    @Test
    void aBridgeOfAnotherNamespaceIsUnknown() {
        assertEquals(List.of("7:60: spec.veths[0].endpoints[0].bridge: unknown bridge \"br0\" (namespace red); no bridge is declared"
                + " there"),
                Documents.problems("""
                namespaces: [{ name: red }]
                bridges: [{ name: br0 }]
                veths: [{ endpoints: [{ namespace: red, name: a, bridge: br0 }, { name: b }] }]
                """));
    }

    @Test
    void portFieldsWithoutABridge() {
        String tail = ": is a setting of a bridge port; name the bridge with \"bridge:\"";
        assertEquals(List.of("6:55: spec.veths[0].endpoints[1].pvid" + tail, "6:68: spec.veths[0].endpoints[1].hairpin" + tail),
                ofEnd("name: a, pvid: 10, hairpin: true"));
    }

    @Test
    void vlans() {
        assertEquals(List.of("6:79: spec.veths[0].endpoints[1].vlans: VLAN 10 is the pvid, whose frames are untagged; it cannot be"
                + " tagged too"),
                ofEnd("name: a, bridge: br0, pvid: 10, vlans: [10, 20]"));
        assertEquals(List.of("6:68: spec.veths[0].endpoints[1].pvid: 4095 is not between 0 and 4094",
                "6:82: spec.veths[0].endpoints[1].vlans[0]: 0 is not between 1 and 4094"),
                ofEnd("name: a, bridge: br0, pvid: 4095, vlans: [0]"));
    }

    @Test
    void oneAddressTwiceOnASegment() {
        assertEquals(List.of(
                "7:47: spec.veths[0].endpoints[0].addresses: the address 10.0.0.1 is also on br0, on the same segment",
                "5:37: spec.bridges[0].addresses: the address 10.0.0.1 is also on a (namespace red), on the same segment").stream()
                .sorted().toList(),
                Documents.problems("""
                bridges: [{ name: br0, addresses: [10.0.0.1/24] }]
                namespaces: [{ name: red }]
                veths: [{ endpoints: [{ name: a, addresses: [10.0.0.1/24], namespace: red }, { name: b, bridge: br0 }] }]
                """).stream().sorted().toList());
    }

    @Test
    void oneAddressOnTwoSegmentsIsInOrder() {
        assertEquals(4, Documents.read("""
                namespaces: [{ name: red }, { name: blue }]
                veths:
                  - endpoints: [{ namespace: red, name: a, addresses: [10.0.0.1/24] }, { name: a1 }]
                  - endpoints: [{ namespace: blue, name: a, addresses: [10.0.0.1/24] }, { name: a2 }]
                """).resources().all().size());
    }

    @Test
    void vlansDivideASegment() {
        assertEquals(3, Documents.read("""
                bridges: [{ name: br0, vlanFiltering: true }]
                veths:
                  - endpoints: [{ name: a, bridge: br0, pvid: 10, addresses: [10.0.0.1/24] }, { name: b }]
                  - endpoints: [{ name: c, bridge: br0, pvid: 20, addresses: [10.0.0.1/24] }, { name: d }]
                """).resources().all().size());
    }
}
