package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.net.MacAddress;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.Hex;
import topo.kernel.netlink.MessageWriter;
import topo.kernel.netlink.Messages;

/** Links: what topo asks for, byte by byte, and what the kernel says of them, as recorded (the {@code .hex} files). */
class LinkCodecTest {
    private static final String BRIDGE_INFO = """
            08 00 01 00 90 01 00 00  # IFLA_BR_FORWARD_DELAY 400 (hundredths of a second)
            08 00 04 00 0c 30 00 00  # IFLA_BR_AGEING_TIME 12300
            08 00 05 00 01 00 00 00  # IFLA_BR_STP_STATE 1
            05 00 07 00 01 00 00 00  # IFLA_BR_VLAN_FILTERING 1
            05 00 17 00 00 00 00 00  # IFLA_BR_MCAST_SNOOPING 0
            """;
    private static final String PORT_INFO = """
            08 00 03 00 4d 00 00 00  # IFLA_BRPORT_COST 77
            05 00 04 00 01 00 00 00  # IFLA_BRPORT_MODE 1 (hairpin)
            05 00 08 00 00 00 00 00  # IFLA_BRPORT_LEARNING 0
            05 00 21 00 01 00 00 00  # IFLA_BRPORT_ISOLATED 1
            """;
    private static final BridgeInfo BRIDGE = new BridgeInfo(400, 12300, true, true, false);
    private static final BridgePortInfo PORT = new BridgePortInfo(true, false, true, 77);

    private static Link recorded(String name) {
        return Link.parse(Messages.parse(Hex.resource(LinkCodecTest.class, name)));
    }

    private static Attributes attributes(String bytes) {
        return Messages.body(0, Hex.bytes(bytes)).attributes(0);
    }

    private static void assertWrites(String expected, LinkRequest request) {
        MessageWriter writer = new MessageWriter();
        request.write(writer);
        assertEquals(Hex.rows(Hex.bytes(expected)), Hex.rows(writer.toBytes()));
    }

    @Test
    void bridgeSettings() {
        MessageWriter writer = new MessageWriter();
        BRIDGE.write(writer);
        assertEquals(Hex.rows(Hex.bytes(BRIDGE_INFO)), Hex.rows(writer.toBytes()));
        assertEquals(BRIDGE, BridgeInfo.parse(attributes(BRIDGE_INFO)));
    }

    @Test
    void bridgePortSettings() {
        MessageWriter writer = new MessageWriter();
        PORT.write(writer);
        assertEquals(Hex.rows(Hex.bytes(PORT_INFO)), Hex.rows(writer.toBytes()));
        assertEquals(PORT, BridgePortInfo.parse(attributes(PORT_INFO)));
    }

    @Test
    void whatIsNotSetIsNotWrittenAndWhatIsAbsentIsNull() {
        MessageWriter writer = new MessageWriter();
        new BridgeInfo(null, null, null, null, null).write(writer);
        new BridgePortInfo(null, null, null, null).write(writer);
        assertEquals(0, writer.length());
        assertEquals(new BridgeInfo(null, null, null, null, null), BridgeInfo.parse(attributes("")));
        assertEquals(new BridgePortInfo(null, null, null, null), BridgePortInfo.parse(attributes("")));
    }

    @Test
    void portVlans() {
        String bytes = """
                07 00 01 00  03 00 00 00  00 00 00 00  00 00 00 00  # AF_BRIDGE, index 3
                14 00 1a 80                                         # IFLA_AF_SPEC, nested
                  08 00 02 00 06 00 01 00                           # IFLA_BRIDGE_VLAN_INFO: PVID | UNTAGGED, VLAN 1
                  08 00 02 00 00 00 64 00                           # IFLA_BRIDGE_VLAN_INFO: tagged, VLAN 100
                """;
        assertEquals(List.of(new PortVlan(1, true, true), new PortVlan(100, false, false)),
                PortVlan.parseAll(Messages.body(Rtm.RTM_NEWLINK, Hex.bytes(bytes))));
    }

    @Test
    void onePortVlan() {
        String bytes = """
                0c 00 1a 80                # IFLA_AF_SPEC, nested
                  08 00 02 00 06 00 fe 0f  # IFLA_BRIDGE_VLAN_INFO: PVID | UNTAGGED, VLAN 4094
                """;
        MessageWriter writer = new MessageWriter();
        new PortVlan(4094, true, true).write(writer);
        assertEquals(Hex.rows(Hex.bytes(bytes)), Hex.rows(writer.toBytes()));
    }

    @Test
    void theRequestForAVethPair() {
        LinkRequest peer = LinkRequest.named("eth0").mac(new MacAddress("02:00:00:00:00:01")).mtu(9000).group(0x540000ab).netns(17);
        LinkRequest pair = LinkRequest.named("veth-red").mac(new MacAddress("02:00:00:00:00:02")).mtu(1400).master(5).group(0x540000ab)
                .veth(peer);
        assertWrites("""
                00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00  # AF_UNSPEC, no index, no flags changed
                0d 00 03 00 76 65 74 68 2d 72 65 64 00 00 00 00     # IFLA_IFNAME "veth-red"
                0a 00 01 00 02 00 00 00 00 02 00 00                 # IFLA_ADDRESS
                08 00 04 00 78 05 00 00                             # IFLA_MTU 1400
                08 00 0a 00 05 00 00 00                             # IFLA_MASTER 5
                08 00 1b 00 ab 00 00 54                             # IFLA_GROUP
                58 00 12 80                                         # IFLA_LINKINFO, nested
                  09 00 01 00 76 65 74 68 00 00 00 00               # IFLA_INFO_KIND "veth"
                  48 00 02 80                                       # IFLA_INFO_DATA, nested
                    44 00 01 80                                     # VETH_INFO_PEER, nested: a message of its own
                      00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00
                      09 00 03 00 65 74 68 30 00 00 00 00           # IFLA_IFNAME "eth0"
                      0a 00 01 00 02 00 00 00 00 01 00 00           # IFLA_ADDRESS
                      08 00 04 00 28 23 00 00                       # IFLA_MTU 9000
                      08 00 1b 00 ab 00 00 54                       # IFLA_GROUP
                      08 00 1c 00 11 00 00 00                       # IFLA_NET_NS_FD 17
                """, pair);
    }

    @Test
    void theRequestForABridge() {
        assertWrites("""
                00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00  # AF_UNSPEC, no index, no flags changed
                08 00 03 00 62 72 30 00                             # IFLA_IFNAME "br0"
                1c 00 12 80                                         # IFLA_LINKINFO, nested
                  0b 00 01 00 62 72 69 64 67 65 00 00               # IFLA_INFO_KIND "bridge"
                  0c 00 02 80                                       # IFLA_INFO_DATA, nested
                    08 00 05 00 01 00 00 00                         # IFLA_BR_STP_STATE 1
                """, LinkRequest.named("br0").bridge(new BridgeInfo(null, null, true, null, null)));
    }

    @Test
    void aLinkIsSetUpMarkedAndRenamedByItsIndex() {
        assertWrites("""
                00 00 00 00  09 00 00 00  01 00 00 00  01 00 00 00  # index 9; IFF_UP is to be set
                09 00 03 00 65 74 68 30 00 00 00 00                 # IFLA_IFNAME, the new name "eth0"
                0b 00 14 00 74 6f 70 6f 3a 61 00 00                 # IFLA_IFALIAS "topo:a", with its zero
                """, LinkRequest.of(9).up(true).rename("eth0").alias("topo:a"));
        assertWrites("00 00 00 00  09 00 00 00  00 00 00 00  01 00 00 00  # IFF_UP is to be cleared", LinkRequest.of(9).up(false));
    }

    @Test
    void portSettingsGoUnderTheMastersKind() {
        assertWrites("""
                00 00 00 00  00 00 00 00  00 00 00 00  00 00 00 00
                07 00 03 00 76 30 00 00                             # IFLA_IFNAME "v0"
                1c 00 12 80                                         # IFLA_LINKINFO, nested
                  0b 00 04 00 62 72 69 64 67 65 00 00               # IFLA_INFO_SLAVE_KIND "bridge"
                  0c 00 05 80                                       # IFLA_INFO_SLAVE_DATA, nested
                    05 00 04 00 01 00 00 00                         # IFLA_BRPORT_MODE 1
                """, LinkRequest.named("v0").port(new BridgePortInfo(true, null, null, null)));
    }

    @Test
    void aRecordedBridge() {
        assertEquals(new Link(2, 0x1003, "br0", new MacAddress("02:00:00:00:00:0a"), 1400, 0, 0, -1, 0, null, "bridge",
                new BridgeInfo(400, 12300, true, false, false), null), recorded("bridge.hex"));
    }

    @Test
    void aRecordedBridgePort() {
        Link port = recorded("port.hex");
        assertEquals(new Link(3, 0x11043, "veth0", new MacAddress("02:00:00:00:00:0a"), 1400, 2, 2, 0, 0x54000001, "topo:lab", "veth", null,
                new BridgePortInfo(true, false, true, 77)), port);
        assertTrue(port.isUp());
    }

    @Test
    void theRecordedLoopback() {
        Link loopback = recorded("loopback.hex");
        assertEquals("lo", loopback.name());
        assertEquals(1, loopback.index());
        assertEquals(65536, loopback.mtu());
        assertEquals("", loopback.kind());
        assertNull(loopback.alias());
        assertNull(loopback.bridge());
        assertNull(loopback.port());
    }
}
