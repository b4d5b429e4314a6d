package topo.kernel.rtnl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.OwnThread;
import topo.kernel.netlink.DecodeException;

/** Reads tables of many namespaces on several threads, of which the calling one is one; those of one namespace are read by one thread. */
final class ReadAhead {
    /** Of fewer, most of the time goes by before the code is compiled, and threads that share a processor only slow each other. */
    static final int MANY = 200;
    /** The kernel tells of links under one lock for all namespaces, so that more would wait for each other. */
    private static final int READERS = Math.min(3, Runtime.getRuntime().availableProcessors());

    private final Map<NetnsName, NetnsTables> tables;
    private final BiConsumer<NetnsName, NetnsTables> read;
    private final Queue<NetnsName> left;

    ReadAhead(Map<NetnsName, NetnsTables> tables, BiConsumer<NetnsName, NetnsTables> read) {
        this.tables = tables;
        this.read = read;
        this.left = new ConcurrentLinkedQueue<>(tables.keySet());
    }

    /** Returns when all is read. */
    void run() {
        List<Thread> others = new ArrayList<>();
        for (int i = 1; i < READERS; i++) {
            Thread thread = new Thread(this::readAll, "netns-reader-" + i);
            others.add(thread);
            thread.start();
        }
        readAll();
        others.forEach(OwnThread::join);
    }

    private void readAll() {
        for (NetnsName next = left.poll(); next != null; next = left.poll()) {
            try {
                read.accept(next, tables.get(next));
            } catch (KernelException | DecodeException refused) {
                // nothing of it is kept
            }
        }
    }
}
