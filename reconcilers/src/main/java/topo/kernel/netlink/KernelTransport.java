package topo.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Native;

/**
 * A netlink socket of the namespace that the calling thread is in when it is opened; it stays in that namespace whatever thread uses
 * it. Connected to port 0, so the kernel refuses datagrams from anyone but itself.
 */
public final class KernelTransport implements Transport {
    public static final int NETLINK_ROUTE = 0;

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_EXT_ACK = 11;
    /** The kernel answers before the request's send returns; without an answer by then there will be none. */
    private static final int PATIENCE_SECONDS = 20;
    private static final int MOST_WAITING = 1 << 16;
    private static final byte[] KERNEL = ByteBuffer.allocate(12).order(ByteOrder.nativeOrder()).putShort((short) AF_NETLINK).array();

    private final Native sys;
    private final int fd;
    private boolean closed;

    public KernelTransport(Native sys, int family) {
        this.sys = sys;
        this.fd = sys.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, family);
        try {
            sys.connect(fd, KERNEL);
            sys.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1);
            sys.limitReceive(fd, PATIENCE_SECONDS);
        } catch (RuntimeException failed) {
            sys.close(fd);
            throw failed;
        }
    }

    @Override
    public void send(byte[] bytes, int length) {
        sys.send(open("send over netlink"), bytes, length);
    }

    @Override
    public int receive(ByteBuffer buffer) {
        return sys.recv(open("receive over netlink"), buffer);
    }

    @Override
    public void drain() {
        ByteBuffer rest = ByteBuffer.allocateDirect(1);
        for (int i = 0; !closed && i < MOST_WAITING; i++) {
            Errno errno = sys.discard(fd, rest);
            if (errno != null && errno != Errno.ENOBUFS) {
                return;
            }
        }
    }

    @Override
    public int openNetns() {
        return sys.openNetnsOf(open("open the namespace of a socket"));
    }

    /** The number of a closed descriptor may be another file's by now. */
    private int open(String operation) {
        if (closed) {
            throw new KernelException(operation, Errno.EBADF.number(), "the socket is closed");
        }
        return fd;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            sys.close(fd);
        }
    }
}
