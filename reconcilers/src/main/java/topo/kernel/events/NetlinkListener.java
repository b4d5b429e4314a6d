package topo.kernel.events;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import topo.kernel.Errno;
import topo.kernel.EventCalls;
import topo.kernel.KernelException;
import topo.kernel.Native;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Message;

/**
 * One netlink socket that hears multicast groups of its own namespace and of every other that has an id there
 * (NETLINK_LISTEN_ALL_NSID, netlink(7); do_one_broadcast of af_netlink.c, which is the same for every netlink protocol).
 */
final class NetlinkListener implements AutoCloseable {
    static final int NETLINK_ROUTE = 0;
    static final int NETLINK_NETFILTER = 12;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_ADD_MEMBERSHIP = 1;
    private static final int NETLINK_LISTEN_ALL_NSID = 8;
    private static final int FIRST_PORT = 0x40000000;
    /** Then the other sources have their turn. */
    private static final int MOST_AT_ONCE = 256;

    private final Native sys;
    private final EventCalls calls;
    private final Datagrams datagrams;
    private final int fd;

    /** Who hears it. Only until the method returns, as the message is a view of the buffer. */
    interface Ear {
        /** {@code namespace}: its id, or {@link Datagrams#OWN_NAMESPACE}. */
        void message(int namespace, Message message);

        /** Some messages are lost, of whatever namespace. */
        void lost();
    }

    /**
     * In the calling thread's namespace. EPROTONOSUPPORT: the kernel does not have this protocol.
     *
     * @param receiveBytes how much the kernel may keep for the reader; taken from memory as it is filled
     */
    NetlinkListener(Native sys, EventCalls calls, int protocol, int receiveBytes) {
        this.sys = sys;
        this.calls = calls;
        this.datagrams = new Datagrams(calls);
        this.fd = sys.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol);
        try {
            sys.setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, receiveBytes);
            listenEverywhere();
            bind();
            sys.connect(fd, address(0));
        } catch (RuntimeException failed) {
            sys.close(fd);
            throw failed;
        }
    }

    private void listenEverywhere() {
        try {
            sys.setsockopt(fd, SOL_NETLINK, NETLINK_LISTEN_ALL_NSID, 1);
        } catch (KernelException refused) {
            throw new KernelException("hear the events of all namespaces (NETLINK_LISTEN_ALL_NSID takes CAP_NET_BROADCAST)",
                    refused.errno().number());
        }
    }

    /**
     * To a port id that no other socket has by chance. Of a request that asks for an echo (NLM_F_ECHO) the kernel leaves out the socket
     * with the requester's port id, and compares the numbers only, whatever namespace each socket is in (nlmsg_notify, do_one_broadcast;
     * tried).
     * By itself it gives pids (up to 2^22), as each pid namespace counts them, and numbers below -4096.
     */
    private void bind() {
        for (int port = FIRST_PORT;; port++) {
            try {
                calls.bind(fd, address(port));
                return;
            } catch (KernelException taken) {
                if (taken.errno() != Errno.EADDRINUSE) {
                    throw taken;
                }
            }
        }
    }

    /** A struct sockaddr_nl. */
    private static byte[] address(int port) {
        return ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putShort((short) AF_NETLINK).putShort((short) 0).putInt(port).array();
    }

    /** False if this kernel does not know the group. */
    boolean join(int group) {
        try {
            sys.setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, group);
            return true;
        } catch (KernelException refused) {
            if (refused.errno() != Errno.EINVAL) {
                throw refused;
            }
            return false;
        }
    }

    /** Has the kernel throw away, unqueued, every datagram whose first message is of another type (classic BPF, linux/filter.h). */
    void only(int type) {
        // A load is in network order, the type in that of the host.
        int loaded = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? type : Short.toUnsignedInt(Short.reverseBytes((short) type));
        ByteBuffer program = ByteBuffer.allocateDirect(32).order(ByteOrder.nativeOrder());
        instruction(program, 0x28, 0, 0, 4);
        instruction(program, 0x15, 0, 1, loaded);
        instruction(program, 0x06, 0, 0, -1);
        instruction(program, 0x06, 0, 0, 0);
        ByteBuffer socket = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
        socket.putShort(0, (short) 4).putLong(8, calls.address(program));
        calls.setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, socket.array());
        java.lang.ref.Reference.reachabilityFence(program);
    }

    private static void instruction(ByteBuffer program, int code, int jumpTrue, int jumpFalse, int value) {
        program.putShort((short) code).put((byte) jumpTrue).put((byte) jumpFalse).putInt(value);
    }

    int fd() {
        return fd;
    }

    /** Hands on what is waiting, up to a bound. */
    void drain(Ear ear) {
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            try {
                int length = datagrams.receive(fd);
                if (length < 0) {
                    return;
                }
                deliver(length, ear);
            } catch (KernelException refused) {
                if (refused.errno() != Errno.ENOBUFS) {
                    throw refused;
                }
                ear.lost();
            } catch (DecodeException unreadable) {
                ear.lost();
            }
        }
    }

    private void deliver(int length, Ear ear) {
        ByteBuffer data = datagrams.data();
        if (length > data.capacity()) {
            ear.lost();
            return;
        }
        int namespace = datagrams.namespaceId();
        for (int at = 0; at < length;) {
            Message message = Message.at(data, at, length);
            at += (message.end() - at + 3) & ~3;
            ear.message(namespace, message);
        }
    }

    @Override
    public void close() {
        sys.close(fd);
    }
}
