package topo.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Unix stream sockets for a server. The JDK has them too, but does not tell the other end's process and groups, nor takes a listening socket
 * that systemd hands over (man 3 sd_listen_fds). All descriptors are non-blocking. Thread-safe.
 */
public final class LocalSockets {
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_RCVTIMEO = 20;
    private static final int SO_ACCEPTCONN = 30;
    private static final int SO_DOMAIN = 39;
    private static final int SO_PEERGROUPS = 59;
    /** sizeof sun_path in struct sockaddr_un, with the NUL at its end. */
    private static final int LONGEST_PATH = 108;
    private static final int BACKLOG = 128;
    private static final int FEW_GROUPS = 64;
    private static final int MOST_GROUPS = 65536;

    private final LibC libc;
    private final EventLibC more;

    /** Of the C library that this process runs on. */
    public LocalSockets() {
        this(new JffiLibC(), new JffiEventLibC());
    }

    LocalSockets(LibC libc, EventLibC more) {
        this.libc = libc;
        this.more = more;
    }

    /**
     * Makes a listening socket. EADDRINUSE if there is a file of this name.
     *
     * @param path of at most 107 bytes
     */
    public int listen(String path) {
        byte[] name = path.getBytes(StandardCharsets.UTF_8);
        if (name.length >= LONGEST_PATH) {
            throw new KernelException("make the socket " + path, Errno.EINVAL.number(), "its path is longer than 107 bytes (man 7 unix)");
        }
        byte[] address = new byte[2 + name.length + 1];
        ByteBuffer.wrap(address).order(ByteOrder.nativeOrder()).putShort((short) AF_UNIX).put(name);
        int fd = libc.socket(AF_UNIX, SOCK_STREAM | CLOEXEC | NONBLOCK, 0);
        bound("make the socket " + path, fd);
        try {
            bound("make the socket " + path, more.bind(fd, address));
            bound("listen on " + path, more.listen(fd, BACKLOG));
            return fd;
        } catch (KernelException refused) {
            close(fd);
            throw refused;
        }
    }

    private void bound(String operation, int result) {
        if (result < 0) {
            throw new KernelException(operation, more.errno());
        }
    }

    /**
     * Takes a descriptor that this process was started with.
     *
     * @throws KernelException EINVAL if it is not a listening Unix socket
     */
    public int adopt(int fd) {
        if (option(fd, SO_DOMAIN) != AF_UNIX || option(fd, SO_ACCEPTCONN) != 1) {
            throw new KernelException("listen on descriptor " + fd, Errno.EINVAL.number(), "it is not a listening Unix socket");
        }
        // It may be a blocking one, and a client that left again would have an accept wait. A time of 1 us, as 0 stands for ever, will do.
        byte[] timeval = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putLong(0).putLong(1).array();
        bound("limit the waiting of descriptor " + fd, more.setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, timeval));
        return fd;
    }

    private int option(int fd, int option) {
        ByteBuffer value = direct(4);
        return more.getsockopt(fd, SOL_SOCKET, option, value, length(4)) < 0 ? -1 : value.getInt(0);
    }

    /** One who has connected, or empty if nobody waits or there are too many open files. */
    public OptionalInt accept(int listening) {
        int fd = more.accept4(listening, CLOEXEC | NONBLOCK);
        return fd < 0 ? OptionalInt.empty() : OptionalInt.of(fd);
    }

    public Peer peer(int fd) {
        ByteBuffer ucred = direct(12);
        bound("ask who has connected", more.getsockopt(fd, SOL_SOCKET, SO_PEERCRED, ucred, length(12)));
        return new Peer(ucred.getInt(0), ucred.getInt(4), ucred.getInt(8), groups(fd, FEW_GROUPS));
    }

    /** The kernel answers ERANGE if there are more. */
    private Set<Integer> groups(int fd, int room) {
        ByteBuffer ids = direct(room * 4);
        ByteBuffer length = length(room * 4);
        if (more.getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, ids, length) < 0) {
            return more.errno() == Errno.ERANGE.number() && room < MOST_GROUPS ? groups(fd, MOST_GROUPS) : Set.of();
        }
        Set<Integer> groups = new HashSet<>();
        for (int at = 0; at < length.getInt(0); at += 4) {
            groups.add(ids.getInt(at));
        }
        return groups;
    }

    /** How many bytes came into the direct buffer, from its start; 0 if none wait, -1 if none will come any more. */
    public int read(int fd, ByteBuffer bytes) {
        long read = more.read(fd, bytes);
        if (read < 0) {
            return isAgain() ? 0 : -1;
        }
        return read == 0 ? -1 : (int) read;
    }

    /** How many of the bytes were taken; -1 if nobody reads them any more. */
    public int write(int fd, byte[] bytes) {
        long written = more.write(fd, bytes);
        return written >= 0 ? (int) written : isAgain() ? 0 : -1;
    }

    private boolean isAgain() {
        int errno = more.errno();
        return errno == Errno.EAGAIN.number() || errno == Errno.EINTR.number();
    }

    public void close(int fd) {
        libc.close(fd);
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    private static ByteBuffer length(int bytes) {
        return direct(4).putInt(0, bytes);
    }
}
