package topo.kernel.events;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import topo.kernel.EventCalls;
import topo.kernel.KernelException;
import topo.kernel.Native;

/** One thread that waits for any of several descriptors (epoll(7)) and calls what belongs to it. */
final class Loop implements AutoCloseable {
    private static final int MOST_READY = 16;

    private final Native sys;
    private final EventCalls calls;
    private final int epoll;
    private final int wake;
    private final List<Runnable> handlers = new ArrayList<>();
    private final Thread thread;
    private volatile boolean stopped;

    /** {@code failed} runs on the thread if it must end before its time. */
    Loop(Native sys, EventCalls calls, Mailbox failed) {
        this.sys = sys;
        this.calls = calls;
        this.wake = calls.eventfd();
        try {
            this.epoll = calls.epollCreate();
        } catch (KernelException refused) {
            sys.close(wake);
            throw refused;
        }
        this.thread = new Thread(() -> {
            try {
                run();
            } catch (RuntimeException | Error unexpected) {
                failed.fail(new IllegalStateException("kernel events are not heard any more: " + unexpected.getMessage(), unexpected));
            }
        }, "kernel-events");
        thread.setDaemon(true);
    }

    /** Before {@link #start}. */
    void on(int fd, int events, Runnable handler) {
        calls.epollAdd(epoll, fd, events, handlers.size());
        handlers.add(handler);
    }

    void start() {
        on(wake, EventCalls.EPOLLIN, () -> { });
        thread.start();
    }

    private void run() {
        ByteBuffer ready = ByteBuffer.allocateDirect(MOST_READY * EventCalls.EPOLL_EVENT_BYTES).order(ByteOrder.nativeOrder());
        while (!stopped) {
            int count = calls.epollWait(epoll, ready);
            for (int i = 0; i < count && !stopped; i++) {
                handlers.get(EventCalls.epollData(ready, i)).run();
            }
        }
    }

    /** Returns when the thread has ended; what it used may be closed then. */
    @Override
    public void close() {
        stopped = true;
        calls.wake(wake);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        sys.close(wake);
        sys.close(epoll);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
