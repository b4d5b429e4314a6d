package topo.kernel.rtnl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.MessageWriter;

/**
 * A route (struct rtmsg and RTA_* of linux/rtnetlink.h). {@code gateway} is null without one; {@code device} is an index, 0 without one;
 * {@code priority} is the metric as the kernel keeps it (IPv6 stores 1024 for 0); {@code mtu} 0 is not set. A route of several next hops has
 * them in {@code hops} and neither gateway nor device of its own.
 */
public record RouteEntry(IpPrefix to, int table, int type, int protocol, int scope, long priority, IpAddress gateway, int device,
        IpAddress source, int flags, int mtu, List<Hop> hops) {
    public static final int RTNH_F_ONLINK = 4;
    public static final int RTM_F_CLONED = 0x200;
    public static final int RTPROT_KERNEL = 2;
    public static final int RTN_UNICAST = 1;
    public static final int RTN_LOCAL = 2;

    private static final int RTMSG = 12;
    private static final int RTNEXTHOP = 8;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_PREFSRC = 7;
    private static final int RTA_METRICS = 8;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    private static final int RTA_VIA = 18;
    private static final int RTAX_MTU = 2;

    /** One of several next hops; {@code weight} counts from 1 (the wire's rtnh_hops counts from 0). */
    public record Hop(IpAddress gateway, int device, int weight, int flags) {}

    static RouteEntry parse(Message message) {
        Builder route = new Builder(message);
        Attributes attributes = message.attributes(RTMSG);
        while (attributes.next()) {
            switch (attributes.type()) {
                case RTA_DST -> route.to = attributes.address();
                case RTA_OIF -> route.device = attributes.u32();
                case RTA_GATEWAY -> route.gateway = attributes.address();
                case RTA_VIA -> route.gateway = via(attributes);
                case RTA_PRIORITY -> route.priority = attributes.u32() & 0xffffffffL;
                case RTA_PREFSRC -> route.source = attributes.address();
                case RTA_TABLE -> route.table = attributes.u32();
                case RTA_METRICS -> route.mtu = mtu(attributes.nested());
                case RTA_MULTIPATH -> hops(attributes, route.hops);
                default -> { }
            }
        }
        return route.build();
    }

    /** An IPv6 gateway of an IPv4 route: struct rtvia, a family and the address. */
    private static IpAddress via(Attributes attribute) {
        byte[] bytes = attribute.bytes();
        return bytes.length == 18 ? IpAddress.of(java.util.Arrays.copyOfRange(bytes, 2, 18)) : null;
    }

    private static int mtu(Attributes metrics) {
        int mtu = 0;
        while (metrics.next()) {
            mtu = metrics.type() == RTAX_MTU ? metrics.u32() : mtu;
        }
        return mtu;
    }

    /** A row of struct rtnexthop, each with attributes of its own. */
    private static void hops(Attributes attribute, List<Hop> into) {
        ByteBuffer bytes = attribute.buffer();
        int end = attribute.offset() + attribute.length();
        for (int at = attribute.offset(); end - at >= RTNEXTHOP;) {
            int length = bytes.getShort(at) & 0xffff;
            if (length < RTNEXTHOP || at + length > end) {
                throw new DecodeException("next hop of length " + length + " at offset " + at + " of " + end);
            }
            IpAddress gateway = null;
            Attributes inside = new Attributes(bytes, at + RTNEXTHOP, at + length);
            while (inside.next()) {
                gateway = inside.type() == RTA_GATEWAY ? inside.address() : inside.type() == RTA_VIA ? via(inside) : gateway;
            }
            into.add(new Hop(gateway, bytes.getInt(at + 4), (bytes.get(at + 3) & 0xff) + 1, bytes.get(at + 2) & 0xff));
            at += (length + 3) & ~3;
        }
    }

    void write(MessageWriter message) {
        boolean v6 = to.v6();
        message.u8(v6 ? Rtm.AF_INET6 : Rtm.AF_INET).u8(to.length()).u8(0).u8(0).u8(table < 256 ? table : 0).u8(protocol).u8(scope).u8(type)
                .u32(flags);
        if (to.length() > 0) {
            message.attribute(RTA_DST, to.address().bytes());
        }
        message.attributeU32(RTA_TABLE, table);
        if (priority != 0) {
            message.attributeU32(RTA_PRIORITY, (int) priority);
        }
        if (device != 0) {
            message.attributeU32(RTA_OIF, device);
        }
        writeGateway(message, gateway, v6);
        if (source != null) {
            message.attribute(RTA_PREFSRC, source.bytes());
        }
        if (mtu != 0) {
            int metrics = message.beginNest(RTA_METRICS);
            message.attributeU32(RTAX_MTU, mtu);
            message.endNest(metrics);
        }
        if (!hops.isEmpty()) {
            writeHops(message, v6);
        }
    }

    private void writeHops(MessageWriter message, boolean v6) {
        int nest = message.beginNest(RTA_MULTIPATH);
        for (Hop hop : hops) {
            int at = message.beginSized();
            message.u8(hop.flags()).u8(hop.weight() - 1).u32(hop.device());
            writeGateway(message, hop.gateway(), v6);
            message.endNest(at);
        }
        message.endNest(nest);
    }

    private static void writeGateway(MessageWriter message, IpAddress gateway, boolean v6) {
        if (gateway == null) {
            return;
        }
        if (gateway.v6() == v6) {
            message.attribute(RTA_GATEWAY, gateway.bytes());
        } else {
            byte[] via = ByteBuffer.allocate(18).order(java.nio.ByteOrder.nativeOrder()).putShort((short) Rtm.AF_INET6).put(gateway.bytes()).array();
            message.attribute(RTA_VIA, via);
        }
    }

    /** The values while they are read. */
    private static final class Builder {
        private final Message message;
        private IpAddress to;
        private int table;
        private long priority;
        private IpAddress gateway;
        private int device;
        private IpAddress source;
        private int mtu;
        private final List<Hop> hops = new ArrayList<>();

        Builder(Message message) {
            message.need(RTMSG);
            this.message = message;
            this.to = message.u8(0) == Rtm.AF_INET6 ? IpAddress.ANY6 : IpAddress.ANY4;
            this.table = message.u8(4);
        }

        RouteEntry build() {
            return new RouteEntry(Rtm.prefix(to, message.u8(1)), table, message.u8(7), message.u8(5), message.u8(6), priority, gateway, device,
                    source, message.u32(8), mtu, List.copyOf(hops));
        }
    }
}
