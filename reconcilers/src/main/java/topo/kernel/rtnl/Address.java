package topo.kernel.rtnl;

import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.MessageWriter;

/**
 * An interface's address (linux/if_addr.h). {@code scope} is RT_SCOPE_*; {@code flags} are IFA_F_*; {@code protocol} is IFA_PROTO, 0
 * where the kernel (before 5.18) or the maker set none.
 */
public record Address(int index, IpPrefix prefix, int scope, int flags, int protocol) {
    public static final int RT_SCOPE_LINK = 253;
    public static final int RT_SCOPE_HOST = 254;
    /** No duplicate address detection: the address works at once. */
    public static final int IFA_F_NODAD = 0x02;
    /** Its lifetime is for ever: configured, not learned from a router. */
    public static final int IFA_F_PERMANENT = 0x80;

    private static final int IFADDRMSG = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_PROTO = 11;

    static Address parse(Message message) {
        message.need(IFADDRMSG);
        int length = message.u8(1);
        int flags = message.u8(2);
        int protocol = 0;
        IpAddress address = null;
        IpAddress local = null;
        Attributes attributes = message.attributes(IFADDRMSG);
        while (attributes.next()) {
            switch (attributes.type()) {
                case IFA_ADDRESS -> address = attributes.address();
                case IFA_LOCAL -> local = attributes.address();
                case IFA_FLAGS -> flags = attributes.u32();
                case IFA_PROTO -> protocol = attributes.u8();
                default -> { }
            }
        }
        // On a point-to-point link IFA_ADDRESS is the other side; IFA_LOCAL, where there is one, is always this side.
        IpAddress own = local != null ? local : address;
        if (own == null) {
            throw new DecodeException("an address without IFA_LOCAL and IFA_ADDRESS");
        }
        return new Address(message.u32(4), Rtm.prefix(own, length), message.u8(3), flags, protocol);
    }

    void write(MessageWriter message) {
        byte[] bytes = prefix.address().bytes();
        message.u8(prefix.v6() ? Rtm.AF_INET6 : Rtm.AF_INET).u8(prefix.length()).u8(flags & 0xff).u8(scope).u32(index);
        message.attribute(IFA_LOCAL, bytes).attribute(IFA_ADDRESS, bytes);
        if (protocol != 0) {
            message.attributeU8(IFA_PROTO, protocol);
        }
    }
}
