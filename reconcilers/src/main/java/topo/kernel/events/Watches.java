package topo.kernel.events;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import topo.kernel.Errno;
import topo.kernel.EventCalls;
import topo.kernel.KernelException;
import topo.kernel.Native;
import topo.kernel.netlink.DecodeException;

/**
 * One inotify descriptor and what each of its watches is there for. A watch belongs to an inode, not to a path, and serves everybody who
 * asked for that inode, each of whom may hear more than he asked for. Thread-safe, but for {@link #drain}, which is the reader's.
 */
final class Watches implements AutoCloseable {
    private static final int BUFFER_BYTES = 32768;
    /** Not in place of the mask that somebody else gave the same inode. */
    private static final int IN_MASK_ADD = 0x20000000;

    private final Native sys;
    private final EventCalls calls;
    private final int fd;
    private final Map<Integer, List<Watch>> watches = new ConcurrentHashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());

    /** One reason for one watch. */
    record Handle(int number, Watch watch) {}

    Watches(Native sys, EventCalls calls) {
        this.sys = sys;
        this.calls = calls;
        this.fd = calls.inotifyInit();
    }

    int fd() {
        return fd;
    }

    /** Null if there is no such file. Adding what is there changes nothing. */
    synchronized Handle add(String path, int mask, Watch watch) {
        try {
            int number = calls.inotifyAddWatch(fd, path, mask | IN_MASK_ADD);
            watches.merge(number, List.of(watch), Watches::union);
            return new Handle(number, watch);
        } catch (KernelException refused) {
            if (refused.errno() != Errno.ENOENT && refused.errno() != Errno.ENOTDIR) {
                throw refused;
            }
            return null;
        }
    }

    /** Puts one in place of another; either may be null. The same inode keeps its watch all the time. */
    synchronized void replace(Handle old, Handle now) {
        if (old == null || old.equals(now)) {
            return;
        }
        List<Watch> left = watches.computeIfPresent(old.number(), (number, all) -> without(all, old.watch()));
        if (left != null && left.isEmpty() && watches.remove(old.number(), List.of())) {
            calls.inotifyRmWatch(fd, old.number());
        }
    }

    private static List<Watch> union(List<Watch> some, List<Watch> others) {
        List<Watch> all = without(some, others.get(0));
        all.addAll(others);
        return all;
    }

    private static List<Watch> without(List<Watch> all, Watch one) {
        List<Watch> left = new ArrayList<>(all);
        left.remove(one);
        return left;
    }

    /** Hands on what is waiting; {@code lost} if the kernel threw some away (IN_Q_OVERFLOW; sysctl fs.inotify.max_queued_events). */
    void drain(BiConsumer<Watch, InotifyRecord> each, Runnable lost) {
        int length = calls.read(fd, buffer);
        if (length <= 0) {
            return;
        }
        try {
            for (InotifyRecord record : InotifyRecord.parse(buffer, length)) {
                deliver(record, each, lost);
            }
        } catch (DecodeException unreadable) {
            lost.run();
        }
    }

    private void deliver(InotifyRecord record, BiConsumer<Watch, InotifyRecord> each, Runnable lost) {
        if (record.has(InotifyRecord.IN_Q_OVERFLOW)) {
            lost.run();
            return;
        }
        // The kernel's last word of a watch. One that was removed on purpose is not in the map any more, and that is no news.
        List<Watch> concerned = record.has(InotifyRecord.IN_IGNORED) ? watches.remove(record.watch()) : watches.get(record.watch());
        if (concerned != null) {
            concerned.forEach(watch -> each.accept(watch, record));
        }
    }

    @Override
    public void close() {
        sys.close(fd);
    }
}
