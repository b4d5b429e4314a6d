package topo.cli;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps a request to end (SIGINT, SIGTERM) until the command has finished its step. The JVM answers such a signal with its shutdown
 * hooks, so a hook waits for the command and then ends the process with the command's own status; further signals change nothing.
 */
final class Interruption {
    private final PrintStream err;
    private final CountDownLatch finished = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile int status;

    Interruption(PrintStream err) {
        this.err = err;
    }

    void install() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::shutDown, "interruption"));
    }

    boolean isAsked() {
        return asked;
    }

    /** The command is over, and all its output is written. */
    void finish(int exitStatus) {
        status = exitStatus;
        finished.countDown();
    }

    private void shutDown() {
        if (finished.getCount() == 0) {
            return;
        }
        asked = true;
        err.append("asked to stop: finishing the step under way\n").flush();
        while (true) {
            try {
                finished.await();
                break;
            } catch (InterruptedException again) {
                // only the command's end ends this
            }
        }
        Runtime.getRuntime().halt(status);
    }
}
