package topo.proof;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import topo.forwarding.ForwardingLibC;

/**
 * The C library, each change of the kernel's state a write of its own: a datagram of many netlink requests goes to the kernel request by
 * request. The kernel works through either in the same order and with the same answers.
 */
final class WatchedLibC extends ForwardingLibC {
    private static final int NLMSG_HEADER = 16;
    /** linux/rtnetlink.h: from 16 on message types come in fours of NEW, DEL, GET, SET; nfnetlink's have the subsystem above bit 8. */
    private static final int FIRST_RTM = 16;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_GETCHAIN = 4;
    private static final String MAKER = "netns-maker-";

    private final Watch watch;

    WatchedLibC(Watch watch) {
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
            long sent = isRead(type) ? super.send(fd, one, aligned)
                    : watch.write("netlink request " + type + " flags " + Integer.toHexString(bytes.getShort(at + 6)) + ", "
                            + (size - NLMSG_HEADER) + " bytes", () -> super.send(fd, one, aligned));
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
        return flags == 0 ? super.unshare(flags) : watch.write("unshare " + Integer.toHexString(flags), () -> super.unshare(flags));
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
                () -> super.mount(source, target, type, flags));
    }

    @Override
    public int umount2(String target, int flags) {
        return watch.write("unmount " + target, () -> super.umount2(target, flags));
    }
}
