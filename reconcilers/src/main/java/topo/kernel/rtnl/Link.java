package topo.kernel.rtnl;

import topo.api.net.MacAddress;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.Message;

/**
 * A link as RTM_NEWLINK reports it (linux/if_link.h). {@code parent} is IFLA_LINK, 0 if none; {@code parentNetnsid} is the id of the
 * namespace that the parent (a veth's peer) is in, or -1 for the link's own; {@code mac} is null where there is none of 6 bytes;
 * {@code kind} is empty for hardware and {@code lo}. {@code bridge} and {@code port} are set on bridges and bridge ports.
 */
public record Link(int index, int flags, String name, MacAddress mac, int mtu, int master, int parent, int parentNetnsid, int group,
        String alias, String kind, BridgeInfo bridge, BridgePortInfo port) {
    static final int IFINFOMSG = 16;
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_MTU = 4;
    static final int IFLA_LINK = 5;
    static final int IFLA_MASTER = 10;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_GROUP = 27;
    static final int IFLA_NET_NS_FD = 28;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_LINK_NETNSID = 37;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_INFO_SLAVE_KIND = 4;
    static final int IFLA_INFO_SLAVE_DATA = 5;
    /** RTEXT_FILTER_SKIP_STATS: counters are half of each answer and not wanted. */
    static final int SKIP_STATS = 1 << 3;

    public boolean isUp() {
        return (flags & Rtm.IFF_UP) != 0;
    }

    public static Link parse(Message message) {
        Builder link = new Builder(message);
        Attributes attributes = message.attributes(IFINFOMSG);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFLA_ADDRESS -> link.mac = attributes.length() == 6 ? MacAddress.of(attributes.bytes()) : null;
                case IFLA_IFNAME -> link.name = attributes.text();
                case IFLA_MTU -> link.mtu = attributes.u32();
                case IFLA_LINK -> link.parent = attributes.u32();
                case IFLA_MASTER -> link.master = attributes.u32();
                case IFLA_IFALIAS -> link.alias = attributes.text();
                case IFLA_GROUP -> link.group = attributes.u32();
                case IFLA_LINK_NETNSID -> link.parentNetnsid = attributes.u32();
                case IFLA_LINKINFO -> link.info(attributes.nested());
                default -> { }
            }
        }
        return link.build();
    }

    /** The values while they are read. */
    private static final class Builder {
        private final int index;
        private final int flags;
        private String name = "";
        private MacAddress mac;
        private int mtu;
        private int master;
        private int parent;
        private int parentNetnsid = -1;
        private int group;
        private String alias;
        private String kind = "";
        private BridgeInfo bridge;
        private BridgePortInfo port;

        Builder(Message message) {
            message.need(IFINFOMSG);
            index = message.u32(4);
            flags = message.u32(8);
        }

        /** The kernel writes each kind before its data. */
        void info(Attributes info) {
            String slave = "";
            while (info.next()) {
                switch (info.type()) {
                    case IFLA_INFO_KIND -> kind = info.text();
                    case IFLA_INFO_SLAVE_KIND -> slave = info.text();
                    case IFLA_INFO_DATA -> bridge = kind.equals("bridge") ? BridgeInfo.parse(info.nested()) : null;
                    case IFLA_INFO_SLAVE_DATA -> port = slave.equals("bridge") ? BridgePortInfo.parse(info.nested()) : null;
                    default -> { }
                }
            }
        }

        Link build() {
            return new Link(index, flags, name, mac, mtu, master, parent, parentNetnsid, group, alias, kind, bridge, port);
        }
    }
}
