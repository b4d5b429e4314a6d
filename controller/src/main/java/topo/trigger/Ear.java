package topo.trigger;

import java.time.Duration;
import java.util.function.Consumer;

/** A thread that passes on what a listener hears, until it is closed. */
public final class Ear implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    /** Without events only the schedule finds what changed; a look at once tells what was missed. */
    private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

    private final Listener listener;
    private final WakeQueue queue;
    private final Consumer<RuntimeException> failed;
    private final Thread thread;
    private volatile boolean closed;

    /** {@code failed} hears of a listener that throws; it is asked again after a while. */
    public Ear(Listener listener, WakeQueue queue, Consumer<RuntimeException> failed) {
        this.listener = listener;
        this.queue = queue;
        this.failed = failed;
        this.thread = new Thread(this::listen, "ear");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try {
            while (!closed) {
                try {
                    Listener.Heard heard = listener.take(LONGEST);
                    if (heard.everything()) {
                        queue.offer(Wake.all(Wake.EVENT));
                    } else if (!heard.isNothing()) {
                        queue.offer(Wake.at(heard.places(), Wake.EVENT, heard.authors()));
                    }
                } catch (RuntimeException broken) {
                    if (!closed) {
                        failed.accept(broken);
                        Thread.sleep(PAUSE_AFTER_ERROR.toMillis());
                    }
                }
            }
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(LONGEST.toMillis());
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
        listener.close();
    }
}
