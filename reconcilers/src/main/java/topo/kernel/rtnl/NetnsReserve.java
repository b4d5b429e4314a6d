package topo.kernel.rtnl;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import topo.kernel.KernelException;
import topo.kernel.Native;

/**
 * Network namespaces made ahead on a thread of their own, while the caller still looks and plans. They have no name, so nobody sees them, and what
 * is not taken vanishes when it is closed. {@link #take} and {@link #close} are for one thread.
 */
final class NetnsReserve implements AutoCloseable {
    private final Supplier<Native> sys;
    private final Supplier<RtnlSocket> open;
    private final ConcurrentLinkedQueue<Ready> ready = new ConcurrentLinkedQueue<>();
    private final Thread maker;
    private volatile boolean stopped;

    /** An open file of a namespace, which keeps it, and a socket in it. */
    record Ready(int file, RtnlSocket socket) {}

    /** {@code open}: opens a socket in the namespace of the calling thread. */
    NetnsReserve(Supplier<Native> sys, Supplier<RtnlSocket> open, int count) {
        this.sys = sys;
        this.open = open;
        maker = new Thread(() -> make(count), "netns-reserve");
        maker.setDaemon(true);
        maker.start();
    }

    /** What the kernel refuses here it refuses again, and is asked to explain, when the namespaces are made by name. */
    private void make(int count) {
        try {
            for (int i = 0; i < count && !stopped; i++) {
                sys.get().unshare(Native.CLONE_NEWNET);
                RtnlSocket socket = open.get();
                try {
                    ready.add(new Ready(sys.get().open("/proc/thread-self/ns/net", Native.O_RDONLY), socket));
                } catch (KernelException refused) {
                    socket.close();
                    throw refused;
                }
            }
        } catch (KernelException refused) {
            stopped = true;
        }
    }

    /** Makes no more; returns when the one under way is ready. */
    void stop() {
        stopped = true;
        boolean interrupted = false;
        while (maker.isAlive()) {
            try {
                maker.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The file and the socket are the caller's then; null if there is none. */
    Ready take() {
        return ready.poll();
    }

    @Override
    public void close() {
        stop();
        for (Ready unused = take(); unused != null; unused = take()) {
            unused.socket().close();
            sys.get().close(unused.file());
        }
    }
}
