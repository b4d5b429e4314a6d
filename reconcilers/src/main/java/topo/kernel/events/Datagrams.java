package topo.kernel.events;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import topo.kernel.EventCalls;

/**
 * Receives datagrams with their ancillary data: struct msghdr, iovec and cmsghdr of a 64-bit machine (recvmsg(2), cmsg(3)), which point
 * into each other and are laid out once. For one thread.
 */
final class Datagrams {
    /** Of a datagram that comes from the socket's own namespace, or from one without an id. */
    static final int OWN_NAMESPACE = -1;

    private static final int MOST_BYTES = 65536;
    private static final int IOVEC = 56;
    private static final int CONTROL = 72;
    private static final int CONTROL_BYTES = 64;
    private static final int CMSG_DATA = 16;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_TRUNC = 0x20;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_LISTEN_ALL_NSID = 8;

    private final EventCalls calls;
    private final ByteBuffer data = ByteBuffer.allocateDirect(MOST_BYTES).order(ByteOrder.nativeOrder());
    private final ByteBuffer header = ByteBuffer.allocateDirect(CONTROL + CONTROL_BYTES).order(ByteOrder.nativeOrder());

    Datagrams(EventCalls calls) {
        this.calls = calls;
        long address = calls.address(header);
        header.putLong(16, address + IOVEC).putLong(24, 1).putLong(32, address + CONTROL);
        header.putLong(IOVEC, calls.address(data)).putLong(IOVEC + 8, MOST_BYTES);
    }

    /** Its real length, more than {@link #data} has room for if it was cut; -1 if none is waiting. */
    int receive(int fd) {
        header.putLong(40, CONTROL_BYTES);
        return calls.recvmsg(fd, header, MSG_DONTWAIT | MSG_TRUNC);
    }

    ByteBuffer data() {
        return data;
    }

    /** What the namespace of the last datagram is called in the socket's own, by its ancillary data. */
    int namespaceId() {
        return namespaceId(header, CONTROL, (int) header.getLong(40));
    }

    static int namespaceId(ByteBuffer control, int from, int length) {
        int at = from;
        while (at + CMSG_DATA + 4 <= from + length) {
            int size = (int) control.getLong(at);
            if (size < CMSG_DATA) {
                break;
            } else if (control.getInt(at + 8) == SOL_NETLINK && control.getInt(at + 12) == NETLINK_LISTEN_ALL_NSID) {
                return control.getInt(at + CMSG_DATA);
            }
            at += (size + 7) & ~7;
        }
        return OWN_NAMESPACE;
    }
}
