package topo.proof;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import topo.kernel.LibC;

/**
 * The C library, each change of the kernel's state a write of its own: a datagram of many netlink requests goes to the kernel request by
 * request. The kernel works through either in the same order and with the same answers.
 */
final class WatchedLibC implements LibC {
    private static final int NLMSG_HEADER = 16;
    /** linux/rtnetlink.h: from 16 on message types come in fours of NEW, DEL, GET, SET; nfnetlink's have the subsystem above bit 8. */
    private static final int FIRST_RTM = 16;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_GETCHAIN = 4;
    private static final String MAKER = "netns-maker-";

    private final LibC real;
    private final Watch watch;

    WatchedLibC(LibC real, Watch watch) {
        this.real = real;
        this.watch = watch;
    }

    @Override
    public long send(int fd, byte[] message, int length) {
        ByteBuffer bytes = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder());
        for (int at = 0; at < length;) {
            int size = bytes.getInt(at);
            int aligned = Math.min((size + 3) & ~3, length - at);
            byte[] one = Arrays.copyOfRange(message, at, at + aligned);
            int type = Short.toUnsignedInt(bytes.getShort(at + 4));
            long sent = isRead(type) ? real.send(fd, one, aligned)
                    : watch.write("netlink request " + type + " flags " + Integer.toHexString(bytes.getShort(at + 6)) + ", "
                            + (size - NLMSG_HEADER) + " bytes", () -> real.send(fd, one, aligned));
            if (sent < 0) {
                return sent;
            }
            at += aligned;
        }
        return length;
    }

    private static boolean isRead(int type) {
        return type < FIRST_RTM || type < 1 << 8 && (type - FIRST_RTM) % 4 == 2 || type == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN);
    }

    /**
     * Several threads make namespaces; here one begins when the one before it has ended, so that every run has the same order of writes.
     */
    @Override
    public int unshare(int flags) {
        String name = Thread.currentThread().getName();
        if (name.startsWith(MAKER)) {
            await(MAKER + (Integer.parseInt(name.substring(MAKER.length())) - 1));
        }
        return flags == 0 ? real.unshare(flags) : watch.write("unshare " + Integer.toHexString(flags), () -> real.unshare(flags));
    }

    private static void await(String name) {
        Thread[] threads = new Thread[256];
        int count = Thread.enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i].getName().equals(name)) {
                try {
                    threads[i].join();
                } catch (InterruptedException unexpected) {
                    throw new IllegalStateException(unexpected);
                }
            }
        }
    }

    @Override
    public int mount(String source, String target, String type, long flags) {
        return watch.write("mount " + source + " on " + target + " flags " + Long.toHexString(flags),
                () -> real.mount(source, target, type, flags));
    }

    @Override
    public int umount2(String target, int flags) {
        return watch.write("unmount " + target, () -> real.umount2(target, flags));
    }

    @Override
    public int errno() {
        return real.errno();
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return real.socket(domain, type, protocol);
    }

    @Override
    public int connect(int fd, byte[] address) {
        return real.connect(fd, address);
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        return real.setsockopt(fd, level, option, value);
    }

    @Override
    public long recv(int fd, ByteBuffer message, int flags) {
        return real.recv(fd, message, flags);
    }

    @Override
    public int open(String path, int flags) {
        return real.open(path, flags);
    }

    @Override
    public int close(int fd) {
        return real.close(fd);
    }

    @Override
    public int setns(int fd, int type) {
        return real.setns(fd, type);
    }

    @Override
    public int setrlimit(int resource, byte[] limits) {
        return real.setrlimit(resource, limits);
    }

    @Override
    public int setsid() {
        return real.setsid();
    }

    @Override
    public void signal(int number, long handler) {
        real.signal(number, handler);
    }
}
