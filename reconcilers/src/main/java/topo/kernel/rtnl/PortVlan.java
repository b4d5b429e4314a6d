package topo.kernel.rtnl;

import java.util.ArrayList;
import java.util.List;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.MessageWriter;

/**
 * One VLAN of a bridge port: id 1 to 4094, whether untagged frames belong to it (pvid), and whether it leaves untagged.
 * Layout: struct bridge_vlan_info of linux/if_bridge.h, inside IFLA_AF_SPEC of AF_BRIDGE link messages.
 */
public record PortVlan(int id, boolean pvid, boolean untagged) {
    private static final int IFLA_BRIDGE_VLAN_INFO = 2;
    private static final int PVID = 1 << 1;
    private static final int UNTAGGED = 1 << 2;

    static List<PortVlan> parseAll(Message message) {
        List<PortVlan> found = new ArrayList<>();
        Attributes attributes = message.attributes(Link.IFINFOMSG);
        while (attributes.next()) {
            if (attributes.type() != Link.IFLA_AF_SPEC) {
                continue;
            }
            Attributes spec = attributes.nested();
            while (spec.next()) {
                if (spec.type() == IFLA_BRIDGE_VLAN_INFO && spec.length() == 4) {
                    int flags = spec.buffer().getShort(spec.offset());
                    int id = spec.buffer().getShort(spec.offset() + 2) & 0xfff;
                    found.add(new PortVlan(id, (flags & PVID) != 0, (flags & UNTAGGED) != 0));
                }
            }
        }
        return found;
    }

    void write(MessageWriter message) {
        int spec = message.beginNest(Link.IFLA_AF_SPEC);
        byte[] info = new byte[4];
        java.nio.ByteBuffer.wrap(info).order(java.nio.ByteOrder.nativeOrder())
                .putShort((short) ((pvid ? PVID : 0) | (untagged ? UNTAGGED : 0))).putShort((short) id);
        message.attribute(IFLA_BRIDGE_VLAN_INFO, info);
        message.endNest(spec);
    }
}
