package topo.kernel.events;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Where the reader puts what it hears, and the consumer takes all of it at once. Thread-safe; nobody waits but the consumer. */
final class Mailbox {
    private Heard heard = new Heard();
    private boolean any;
    private boolean closed;
    private RuntimeException failure;

    synchronized void put(Consumer<Heard> what) {
        what.accept(heard);
        any = true;
        notifyAll();
    }

    /** The reader has ended; whoever takes next hears why. */
    synchronized void fail(RuntimeException reason) {
        failure = reason;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Null if nothing came until {@code deadline}, by {@link System#nanoTime}, or it is closed. */
    synchronized Heard take(long deadline) throws InterruptedException {
        while (!any && !closed && failure == null) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
        }
        if (failure != null) {
            throw failure;
        }
        if (!any) {
            return null;
        }
        Heard all = heard;
        heard = new Heard();
        any = false;
        return all;
    }
}
