package topo.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongSupplier;

/**
 * The system calls of a listener for kernel events, which throw {@link KernelException} and are made again after a signal (EINTR). Nothing
 * waits but {@code epollWait}: descriptors are opened non-blocking. Thread-safe.
 */
public final class EventCalls {
    /** x86-64 packs struct epoll_event, for the sake of its 32-bit programs (linux/eventpoll.h). */
    public static final int EPOLL_EVENT_BYTES = System.getProperty("os.arch").equals("amd64") ? 12 : 16;

    public static final int EPOLLIN = 0x1;
    public static final int EPOLLPRI = 0x2;
    public static final int EPOLLOUT = 0x4;
    public static final int EPOLLERR = 0x8;
    public static final int EPOLLET = 1 << 31;

    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_MOD = 3;
    private static final int CLOEXEC = 0x80000;
    private static final int NONBLOCK = 0x800;
    private static final byte[] ONE = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(1).array();

    private final EventLibC libc;

    /** Of the C library that this process runs on. */
    public EventCalls() {
        this(new JffiEventLibC());
    }

    public EventCalls(EventLibC libc) {
        this.libc = libc;
    }

    public long address(ByteBuffer direct) {
        return libc.address(direct);
    }

    /** {@code address}: a sockaddr of the socket's family. EADDRINUSE if another socket has it. */
    public void bind(int fd, byte[] address) {
        check("bind a socket for events", libc.bind(fd, address));
    }

    /** Sets an option that is a struct. */
    public void setsockopt(int fd, int level, int option, byte[] value) {
        check("set option " + option + " of a socket for events", libc.setsockopt(fd, level, option, value));
    }

    /** Fills the buffer, whose capacity must be what the kernel expects. */
    public void getsockopt(int fd, int level, int option, ByteBuffer value) {
        ByteBuffer length = ByteBuffer.allocateDirect(4).order(ByteOrder.nativeOrder()).putInt(0, value.capacity());
        check("read option " + option + " of a socket", libc.getsockopt(fd, level, option, value, length));
    }

    /** The datagram's real length, or -1 if none is waiting. ENOBUFS: the kernel has thrown some away. {@code header}: a struct msghdr. */
    public int recvmsg(int fd, ByteBuffer header, int flags) {
        return (int) unlessEmpty("receive events over netlink", () -> libc.recvmsg(fd, header, flags));
    }

    /** How many bytes there were, or -1 if there is nothing to read now. */
    public int read(int fd, ByteBuffer bytes) {
        return (int) unlessEmpty("read events", () -> libc.read(fd, bytes));
    }

    /** A counter to wake a waiting thread by. */
    public int eventfd() {
        return (int) check("make a descriptor to wake by", libc.eventfd(0, CLOEXEC | NONBLOCK));
    }

    /** Wakes whoever waits for this counter. */
    public void wake(int eventfd) {
        // EAGAIN would mean that the counter is full, and then it is awake already.
        unlessEmpty("wake the reader of events", () -> libc.write(eventfd, ONE));
    }

    public int epollCreate() {
        return (int) check("make a descriptor to wait with", libc.epoll_create1(CLOEXEC));
    }

    /** {@link #epollWait} will give {@code data} back when one of the {@code events} happens. */
    public void epollAdd(int epoll, int fd, int events, int data) {
        check("wait for events", libc.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event(events, data)));
    }

    /** Other events than before, of a descriptor that was added. */
    public void epollChange(int epoll, int fd, int events, int data) {
        check("wait for other events", libc.epoll_ctl(epoll, EPOLL_CTL_MOD, fd, event(events, data)));
    }

    private static byte[] event(int events, int data) {
        ByteBuffer event = ByteBuffer.allocate(EPOLL_EVENT_BYTES).order(ByteOrder.nativeOrder());
        return event.putInt(0, events).putInt(EPOLL_EVENT_BYTES - 8, data).array();
    }

    /** Waits, for ever, and returns how many structs it filled; what {@link #epollData} reads from them. */
    public int epollWait(int epoll, ByteBuffer events) {
        return epollWait(epoll, events, -1);
    }

    /** As the other, and for at most this many milliseconds, -1 for ever; 0 if nothing happened meanwhile. */
    public int epollWait(int epoll, ByteBuffer events, int millis) {
        long ready;
        do {
            ready = libc.epoll_wait(epoll, events, events.capacity() / EPOLL_EVENT_BYTES, millis);
        } while (ready < 0 && libc.errno() == Errno.EINTR.number());
        return (int) check("wait for events", ready);
    }

    /** What has happened to it, which the buffer must have in the native order. */
    public static int epollEvents(ByteBuffer events, int which) {
        return events.getInt(which * EPOLL_EVENT_BYTES);
    }

    public static int epollData(ByteBuffer events, int which) {
        return events.getInt(which * EPOLL_EVENT_BYTES + EPOLL_EVENT_BYTES - 8);
    }

    public int inotifyInit() {
        return (int) check("watch files", libc.inotify_init1(CLOEXEC | NONBLOCK));
    }

    /** The watch's number: the same one for the same inode. ENOENT if there is no such file, ENOSPC if the user has too many watches. */
    public int inotifyAddWatch(int fd, String path, int mask) {
        int watch = libc.inotify_add_watch(fd, path, mask);
        if (watch < 0 && libc.errno() == Errno.ENOSPC.number()) {
            throw new KernelException("watch " + path, Errno.ENOSPC.number(),
                    "no more watches; raise the limit (sysctl fs.inotify.max_user_watches)");
        }
        return (int) check("watch " + path, watch);
    }

    /** Errors are ignored: the watch is gone either way (man 2 inotify_rm_watch). */
    public void inotifyRmWatch(int fd, int watch) {
        libc.inotify_rm_watch(fd, watch);
    }

    private long unlessEmpty(String operation, LongSupplier call) {
        long result;
        do {
            result = call.getAsLong();
        } while (result < 0 && libc.errno() == Errno.EINTR.number());
        return result < 0 && libc.errno() == Errno.EAGAIN.number() ? -1 : check(operation, result);
    }

    private long check(String operation, long result) {
        if (result < 0) {
            throw new KernelException(operation, libc.errno());
        }
        return result;
    }
}
