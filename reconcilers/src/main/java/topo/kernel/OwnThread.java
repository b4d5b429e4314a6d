package topo.kernel;

import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Runs what changes the thread that runs it, such as setns(2), on a thread made for that. */
public final class OwnThread {
    private OwnThread() {}

    interface Task {
        void run() throws Exception;
    }

    private static final class Outcome<T> {
        private T value;
        private Exception failed;
    }

    /** Runs it to its end; {@code failed} hears, on the calling thread, of what it throws. */
    static void run(Task task, Consumer<Exception> failed) {
        Outcome<Void> outcome = new Outcome<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception thrown) {
                outcome.failed = thrown;
            }
        }, "netns");
        thread.start();
        join(thread);
        if (outcome.failed != null) {
            failed.accept(outcome.failed);
        }
    }

    /** Returns what it returns, or throws what it throws. */
    static <T> T call(Callable<T> task) throws Exception {
        Outcome<T> outcome = new Outcome<>();
        run(() -> outcome.value = task.call(), failed -> outcome.failed = failed);
        if (outcome.failed != null) {
            throw outcome.failed;
        }
        return outcome.value;
    }

    /** Waits to the end whatever happens: the thread's work is short, and leaving it half-watched would lose its outcome. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
