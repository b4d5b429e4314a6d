package topo.server;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * What waits to be sent to one client. The thread of its command puts lines in; the thread of the socket takes them out, and drops the
 * client if it does not read them. Thread-safe.
 */
final class Outbound {
    /** A command that may wait does so from here on. */
    static final int SOFT = 1 << 20;
    /** One that must not wait, as it holds the host's lock, loses the client here. */
    static final int HARD = 4 << 20;

    private final LongSupplier nanos;
    private final Runnable wake;
    private final Deque<byte[]> lines = new ArrayDeque<>();
    private int size;
    private long progress;
    private boolean finished;
    private boolean dropped;

    /** {@code wake}: called when there is something new to be taken. */
    Outbound(LongSupplier nanos, Runnable wake) {
        this.nanos = nanos;
        this.wake = wake;
    }

    /**
     * Adds a line.
     *
     * @param patient whether to wait while the client does not read
     * @throws IOException if the client has gone
     */
    void put(byte[] line, boolean patient) throws IOException {
        synchronized (this) {
            while (patient && size > SOFT && !dropped) {
                try {
                    wait();
                } catch (InterruptedException gone) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted");
                }
            }
            if (size > HARD) {
                drop();
            }
            if (dropped || finished) {
                throw new IOException("the client has gone");
            }
            if (lines.isEmpty()) {
                progress = nanos.getAsLong();
            }
            lines.add(line);
            size += line.length;
        }
        wake.run();
    }

    /** Nothing more comes. */
    void finish() {
        synchronized (this) {
            finished = true;
        }
        wake.run();
    }

    /** Throws everything away, now and from now on. */
    synchronized void drop() {
        dropped = true;
        lines.clear();
        size = 0;
        notifyAll();
    }

    /** What is to be sent next, or null. */
    synchronized byte[] next() {
        return lines.peek();
    }

    /** So many bytes of {@link #next} were sent. */
    synchronized void sent(int bytes) {
        byte[] line = lines.peek();
        if (line == null || bytes == 0) {
            return;
        }
        lines.remove();
        if (bytes < line.length) {
            lines.addFirst(Arrays.copyOfRange(line, bytes, line.length));
        }
        size -= bytes;
        progress = nanos.getAsLong();
        notifyAll();
    }

    synchronized boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Whether there is and will be nothing to send. */
    synchronized boolean isOver() {
        return dropped || finished && lines.isEmpty();
    }

    /** For how long the client has read nothing of what waits, in nanoseconds. */
    synchronized long stalled() {
        return lines.isEmpty() ? 0 : nanos.getAsLong() - progress;
    }
}
