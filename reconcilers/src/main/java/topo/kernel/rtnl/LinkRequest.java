package topo.kernel.rtnl;

import topo.api.net.MacAddress;
import topo.kernel.netlink.MessageWriter;

/**
 * What RTM_NEWLINK is to create or change; what is not set here is left out of the message. Chained setters, used once.
 *
 * <p>Facts of the kernel: IFLA_IFALIAS is ignored in a request that creates the link; IFF_UP there makes a veth pair fail (ENOTCONN);
 * IFLA_MASTER is obeyed for the link itself, not for its peer.
 */
public final class LinkRequest {
    private static final int VETH_INFO_PEER = 1;

    private int index;
    private Boolean up;
    private String name;
    private String newName;
    private MacAddress mac;
    private Integer mtu;
    private Integer master;
    private Integer group;
    private String alias;
    private Integer netnsFd;
    private String kind;
    private BridgeInfo bridge;
    private BridgePortInfo port;
    private LinkRequest peer;

    /** The link of this name, to be created or changed. */
    public static LinkRequest named(String name) {
        LinkRequest request = new LinkRequest();
        request.name = name;
        return request;
    }

    /** The existing link of this index. */
    public static LinkRequest of(int index) {
        LinkRequest request = new LinkRequest();
        request.index = index;
        return request;
    }

    public LinkRequest up(Boolean value) {
        up = value;
        return this;
    }

    /** A new name for the link of this index. */
    public LinkRequest rename(String value) {
        newName = value;
        return this;
    }

    public LinkRequest mac(MacAddress value) {
        mac = value;
        return this;
    }

    public LinkRequest mtu(Integer value) {
        mtu = value;
        return this;
    }

    /** Index of the master; 0 takes the link out of its master. */
    public LinkRequest master(Integer value) {
        master = value;
        return this;
    }

    public LinkRequest group(Integer value) {
        group = value;
        return this;
    }

    public LinkRequest alias(String value) {
        alias = value;
        return this;
    }

    /** The namespace to create it in or to move it to, by an open file of it. */
    public LinkRequest netns(Integer fd) {
        netnsFd = fd;
        return this;
    }

    public LinkRequest bridge(BridgeInfo value) {
        kind = "bridge";
        bridge = value;
        return this;
    }

    public LinkRequest port(BridgePortInfo value) {
        port = value;
        return this;
    }

    /** Makes it a veth pair with this other end. */
    public LinkRequest veth(LinkRequest value) {
        kind = "veth";
        peer = value;
        return this;
    }

    void write(MessageWriter message) {
        message.u8(Rtm.AF_UNSPEC).u8(0).u16(0).u32(index).u32(Boolean.TRUE.equals(up) ? Rtm.IFF_UP : 0).u32(up == null ? 0 : Rtm.IFF_UP);
        text(message, Link.IFLA_IFNAME, newName != null ? newName : index == 0 ? name : null);
        if (mac != null) {
            message.attribute(Link.IFLA_ADDRESS, mac.bytes());
        }
        number(message, Link.IFLA_MTU, mtu);
        number(message, Link.IFLA_MASTER, master);
        number(message, Link.IFLA_GROUP, group);
        text(message, Link.IFLA_IFALIAS, alias);
        number(message, Link.IFLA_NET_NS_FD, netnsFd);
        if (kind != null || port != null) {
            writeInfo(message);
        }
    }

    private void writeInfo(MessageWriter message) {
        int info = message.beginNest(Link.IFLA_LINKINFO);
        text(message, Link.IFLA_INFO_KIND, kind);
        if (bridge != null || peer != null) {
            int data = message.beginNest(Link.IFLA_INFO_DATA);
            if (peer != null) {
                int other = message.beginNest(VETH_INFO_PEER);
                peer.write(message);
                message.endNest(other);
            } else {
                bridge.write(message);
            }
            message.endNest(data);
        }
        if (port != null) {
            text(message, Link.IFLA_INFO_SLAVE_KIND, "bridge");
            int data = message.beginNest(Link.IFLA_INFO_SLAVE_DATA);
            port.write(message);
            message.endNest(data);
        }
        message.endNest(info);
    }

    private static void number(MessageWriter message, int type, Integer value) {
        if (value != null) {
            message.attributeU32(type, value);
        }
    }

    private static void text(MessageWriter message, int type, String value) {
        if (value != null) {
            message.attributeText(type, value);
        }
    }
}
