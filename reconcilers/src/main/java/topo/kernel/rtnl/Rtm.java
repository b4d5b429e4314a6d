package topo.kernel.rtnl;

import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.kernel.netlink.DecodeException;

/** Message types and flags of linux/rtnetlink.h and linux/if.h that several files here need. */
final class Rtm {
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;
    static final int RTM_NEWNSID = 88;
    static final int RTM_GETNSID = 90;

    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_BRIDGE = 7;
    static final int AF_INET6 = 10;

    static final int IFF_UP = 1;

    private Rtm() {}

    /** A prefix length comes as a byte, which may be more than the family has bits. */
    static IpPrefix prefix(IpAddress address, int length) {
        if (length > address.bits()) {
            throw new DecodeException("a prefix length of " + length + " for an address of " + address.bits() + " bits");
        }
        return new IpPrefix(address, length);
    }
}
