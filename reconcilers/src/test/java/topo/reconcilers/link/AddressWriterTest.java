package topo.reconcilers.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.Batch;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.Messages;
import topo.kernel.netlink.ScriptedTransport;
import topo.kernel.rtnl.RtnlSocket;

/** The requests for addresses and VLANs, read off the wire: so VLANs are tested on kernels without VLAN filtering too. */
class AddressWriterTest {
    private static final int RTM_SETLINK = 19;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int IFINFOMSG = 16;
    private static final int INDEX = 9;

    private static Interface with(String... addresses) {
        List<IpPrefix> prefixes = new ArrayList<>();
        for (String address : addresses) {
            prefixes.add(IpPrefix.parse(address));
        }
        return new Interface(NetnsName.HOST, "v0", prefixes, null, null, true, null, null, true);
    }

    private static Interface down(Interface up) {
        return new Interface(up.netns(), up.name(), up.addresses(), null, null, false, null, null, true);
    }

    private static Interface port(String bridge, Integer pvid, Integer... vlans) {
        return new Interface(NetnsName.HOST, "v0", List.of(), null, null, true, bridge,
                new Port(pvid, List.of(vlans), null, null, null, null), true);
    }

    /** What is asked of the kernel, in words; nothing where no index is needed. */
    private static List<String> requests(Interface from, Interface to) {
        if (!AddressWriter.isNeeded(from, to)) {
            return List.of();
        }
        ScriptedTransport kernel = ScriptedTransport.willing();
        RtnlSocket socket = new RtnlSocket(kernel.socket());
        Batch batch = socket.batch();
        new AddressWriter(socket, batch).write(INDEX, from, to, failed -> {
            throw failed;
        });
        batch.flush();
        return kernel.requests().stream().map(AddressWriterTest::describe).toList();
    }

    private static String describe(byte[] request) {
        Message message = Messages.parse(request);
        assertEquals(INDEX, message.u32(4));
        if (message.type() == RTM_NEWADDR || message.type() == RTM_DELADDR) {
            Attributes address = message.attributes(8);
            assertTrue(address.next());
            return (message.type() == RTM_NEWADDR ? "+ " : "- ") + address.address() + "/" + message.u8(1);
        }
        Attributes spec = message.attributes(IFINFOMSG);
        assertTrue(spec.next());
        Attributes vlan = spec.nested();
        assertTrue(vlan.next());
        int flags = vlan.buffer().getShort(vlan.offset());
        return (message.type() == RTM_SETLINK ? "+ " : "- ") + "VLAN " + vlan.buffer().getShort(vlan.offset() + 2)
                + (flags == 6 ? " untagged" : "");
    }

    @Test
    void onlyDifferencesAreWritten() {
        assertEquals(List.of(), requests(with("10.0.0.1/24"), with("10.0.0.1/24")));
        assertEquals(List.of("+ 10.0.0.2/24"), requests(with("10.0.0.1/24"), with("10.0.0.1/24", "10.0.0.2/24")));
        assertEquals(List.of("+ 10.0.0.1/24"), requests(null, with("10.0.0.1/24")));
    }

    @Test
    void afterADeletionAllAreAddedAgain() {
        assertEquals(List.of("- 10.0.0.1/24", "+ 10.0.0.2/24", "+ 10.0.0.3/24"),
                requests(with("10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/24"), with("10.0.0.2/24", "10.0.0.3/24")));
    }

    @Test
    void aLinkThatGoesDownIsGivenItsIpv6AddressesAgain() {
        assertEquals(List.of("+ 10.0.0.1/24", "+ 2001:db8::1/64"),
                requests(with("10.0.0.1/24", "2001:db8::1/64"), down(with("10.0.0.1/24", "2001:db8::1/64"))));
        assertEquals(List.of(), requests(with("10.0.0.1/24"), down(with("10.0.0.1/24"))));
    }

    @Test
    void aNewPortHasTheDefaultVlan() {
        assertEquals(List.of("- VLAN 1 untagged", "+ VLAN 10 untagged", "+ VLAN 20"), requests(null, port("br0", 10, 20)));
        assertEquals(List.of("+ VLAN 1 untagged", "+ VLAN 20"), requests(null, port("br0", 1, 20)));
    }

    @Test
    void vlansAreChangedOnAPortThatStays() {
        assertEquals(List.of(), requests(port("br0", 10, 20), port("br0", 10, 20)));
        assertEquals(List.of("- VLAN 20", "+ VLAN 10 untagged", "+ VLAN 30"), requests(port("br0", 10, 20), port("br0", 10, 30)));
        assertEquals(List.of("- VLAN 10 untagged", "+ VLAN 20"), requests(port("br0", 10, 20), port("br0", 0, 20)));
    }

    @Test
    void onAnotherBridgeThePortIsNew() {
        assertEquals(List.of("- VLAN 1 untagged", "+ VLAN 10 untagged", "+ VLAN 20"), requests(port("br0", 10, 20), port("br1", 10, 20)));
    }

    @Test
    void vlansThatAreNotDeclaredAreLeftAlone() {
        Interface open = new Interface(NetnsName.HOST, "v0", List.of(), null, null, true, "br0", null, true);
        assertFalse(AddressWriter.isNeeded(port("br0", 10), open));
    }
}
