package topo.kernel.events;

import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.Message;

/** Reads the notifications of rtnetlink (rtnetlink(7), linux/rtnetlink.h, linux/netconf.h). Pure. */
final class RtnlNotices {
    private static final int RTM_DELNSID = 89;
    private static final int NETNSA_NSID = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int RTA_OIF = 4;
    private static final int NHA_OIF = 5;
    private static final int NETCONFA_IFINDEX = 1;

    private RtnlNotices() {}

    /** Null if the message is about nothing that there is an {@link Aspect} for. */
    static Notice parse(Message message) {
        // Every kind has four types, of which the second one is the deletion: RTM_NEWLINK is 16, RTM_DELLINK 17, RTM_GETLINK 18.
        boolean removed = message.type() % 4 == 1;
        return switch (message.type() & ~3) {
            case 16 -> link(message, removed);
            case 20 -> fixed(Aspect.ADDRESSES, message, removed, 8, 4);
            case 24 -> withAttribute(Aspect.ROUTES, message, removed, 12, RTA_OIF);
            case 28 -> fixed(Aspect.NEIGHBOURS, message, removed, 12, 4);
            case 32 -> notice(Aspect.RULES, message, removed, 0, "");
            case 80 -> withAttribute(Aspect.SYSCTLS, message, removed, 4, NETCONFA_IFINDEX);
            case 104 -> withAttribute(Aspect.ROUTES, message, removed, 8, NHA_OIF);
            case 112 -> fixed(Aspect.LINKS, message, removed, 8, 4);
            default -> null;
        };
    }

    /** The id of the namespace that ended, which another may have from now on; below 0 if the message is no RTM_DELNSID. */
    static int endedId(Message message) {
        return message.type() == RTM_DELNSID ? namespaceId(message) : -1;
    }

    /** NETNSA_NSID of a message about a namespace's id (linux/net_namespace.h), -1 if it has none. */
    static int namespaceId(Message message) {
        Attributes attributes = message.attributes(4);
        while (attributes.next()) {
            if (attributes.type() == NETNSA_NSID) {
                return attributes.u32();
            }
        }
        return -1;
    }

    private static Notice link(Message message, boolean removed) {
        Attributes attributes = message.attributes(16);
        String name = "";
        while (attributes.next()) {
            if (attributes.type() == IFLA_IFNAME) {
                name = attributes.text();
            }
        }
        return notice(Aspect.LINKS, message, removed, message.u32(4), name);
    }

    /** The interface's index stands in the fixed part. */
    private static Notice fixed(Aspect aspect, Message message, boolean removed, int size, int at) {
        message.need(size);
        return notice(aspect, message, removed, message.u32(at), "");
    }

    private static Notice withAttribute(Aspect aspect, Message message, boolean removed, int size, int type) {
        Attributes attributes = message.attributes(size);
        int index = 0;
        while (attributes.next()) {
            if (attributes.type() == type) {
                index = attributes.u32();
            }
        }
        return notice(aspect, message, removed, index, "");
    }

    private static Notice notice(Aspect aspect, Message message, boolean removed, int index, String name) {
        return new Notice(aspect, removed, index, name, Author.ofPort(message.port()));
    }
}
