package topo.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntSupplier;

/**
 * System calls that throw {@link KernelException}. Making one loads the native library (some 30 ms): make it late, or on a thread of
 * its own while something else is done. Thread-safe; {@code setns} and {@code unshare} change the calling thread only.
 */
public final class Native {
    public static final int CLONE_NEWNET = 0x40000000;
    public static final int CLONE_NEWNS = 0x00020000;
    public static final int O_RDONLY = 0;
    public static final int O_CLOEXEC = 0x80000;
    public static final int MS_BIND = 0x1000;
    public static final int MS_REC = 0x4000;
    public static final int MS_SLAVE = 1 << 19;
    public static final int MS_SHARED = 1 << 20;
    public static final int MNT_DETACH = 2;

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    /** As SOCK_NONBLOCK is on all machines but those that Java 17 does not run on. */
    private static final int O_NONBLOCK = 0x800;
    private static final int SIGHUP = 1;
    private static final int SIG_IGN = 1;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int SIOCGSKNS = 0x894c;
    private static final int RLIMIT_NOFILE = 7;
    private static final long MOST_FILES = 1 << 18;

    private final LibC libc;

    /** Of the C library that this process runs on. */
    public Native() {
        this(new JffiLibC());
    }

    public Native(LibC libc) {
        this.libc = libc;
    }

    /** errno of this thread's last failed call; to be read at once. */
    public int errno() {
        return libc.errno();
    }

    public int socket(int domain, int type, int protocol) {
        return (int) check("open a netlink socket", withRoom(() -> libc.socket(domain, type, protocol)));
    }

    /** {@code address}: a sockaddr of the socket's family. */
    public void connect(int fd, byte[] address) {
        check("connect a netlink socket", libc.connect(fd, address));
    }

    /** Sets an int option. */
    public void setsockopt(int fd, int level, int option, int value) {
        byte[] bytes = ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
        check("set option " + option + " of a netlink socket", libc.setsockopt(fd, level, option, bytes));
    }

    /** Opens the namespace that a socket is in, whatever its name stands for by now (SIOCGSKNS, include/uapi/linux/sockios.h). */
    public int openNetnsOf(int socket) {
        return (int) check("open the namespace of a socket", withRoom(() -> libc.ioctl(socket, SIOCGSKNS)));
    }

    /** A receive that has waited this long fails (SO_RCVTIMEO, man 7 socket). */
    public void limitReceive(int fd, int seconds) {
        byte[] timeval = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(seconds).putLong(0).array();
        check("limit the waiting of a netlink socket", libc.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval));
    }

    public void send(int fd, byte[] message, int length) {
        long sent;
        do {
            sent = libc.send(fd, message, length);
        } while (sent < 0 && errno() == Errno.EINTR.number());
        check("send over netlink", sent);
    }

    /**
     * Sends one datagram to a Unix socket (man 7 unix), without waiting for whoever reads it.
     *
     * @param address a struct sockaddr_un
     * @param operation what it is for, for the words of an error; EAGAIN: nobody takes them any more
     */
    public void sendLocal(byte[] address, byte[] message, String operation) {
        int fd = (int) check(operation, withRoom(() -> libc.socket(AF_UNIX, SOCK_DGRAM | O_CLOEXEC | O_NONBLOCK, 0)));
        try {
            check(operation, libc.connect(fd, address));
            check(operation, libc.send(fd, message, message.length));
        } finally {
            libc.close(fd);
        }
    }

    /** Fills the direct buffer from its start and returns the message's real length, which is more than the capacity if it was cut. */
    public int recv(int fd, ByteBuffer message) {
        message.clear();
        long length;
        do {
            length = libc.recv(fd, message, MSG_TRUNC);
        } while (length < 0 && errno() == Errno.EINTR.number());
        if (length < 0 && errno() == Errno.EAGAIN.number()) {
            throw new KernelException("receive over netlink", Errno.EAGAIN.number(), "the kernel gave no answer");
        }
        return (int) check("receive over netlink", length);
    }

    /** Takes one message that waits and throws it away, or returns why there is none; null if there was one. */
    public Errno discard(int fd, ByteBuffer buffer) {
        return libc.recv(fd, buffer, MSG_DONTWAIT) >= 0 ? null : Errno.of(errno());
    }

    public int open(String path, int flags) {
        return (int) check("open " + path, withRoom(() -> libc.open(path, flags | O_CLOEXEC)));
    }

    /** Errors are ignored: the descriptor is gone either way (man 2 close). */
    public void close(int fd) {
        libc.close(fd);
    }

    public void setns(int fd, int type) {
        check("enter the namespace", libc.setns(fd, type));
    }

    public void unshare(int flags) {
        check("make a namespace", libc.unshare(flags));
    }

    public void mount(String source, String target, String type, long flags) {
        check("mount " + source + " on " + target, libc.mount(source, target, type, flags));
    }

    public void umount2(String target, int flags) {
        check("unmount " + target, libc.umount2(target, flags));
    }

    /** Lets the process live on when its terminal goes away; the JVM would end itself on SIGHUP. */
    public void ignoreHangUp() {
        libc.signal(SIGHUP, SIG_IGN);
    }

    /** Leaves the session, so that the end of its terminal is no matter (man 2 setsid). EPERM: it leads one already. */
    public void setsid() {
        if (libc.setsid() < 0 && errno() != Errno.EPERM.number()) {
            check("leave the session", -1);
        }
    }

    /** A host of many namespaces needs two open files for each, more than the usual limit; whoever may make namespaces may raise it. */
    private int withRoom(IntSupplier open) {
        int fd = open.getAsInt();
        if (fd < 0 && errno() == Errno.EMFILE.number()) {
            byte[] limits = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(MOST_FILES).putLong(MOST_FILES).array();
            libc.setrlimit(RLIMIT_NOFILE, limits);
            fd = open.getAsInt();
        }
        return fd;
    }

    private long check(String operation, long result) {
        if (result < 0) {
            int number = errno();
            boolean full = number == Errno.EMFILE.number();
            throw new KernelException(operation, number, full ? "Too many open files; raise the limit (ulimit -n)" : "");
        }
        return result;
    }
}
