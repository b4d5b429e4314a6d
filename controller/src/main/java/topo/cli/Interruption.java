package topo.cli;

import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps a request to end (SIGINT, SIGTERM) until the command has finished its step. The JVM answers such a signal with its shutdown
 * hooks and ends when they return, so a hook notes the request and does not return; the process ends when {@link Main} halts it with the
 * command's own status. Further signals change nothing.
 */
final class Interruption {
    private final PrintStream err;
    private volatile boolean asked;
    private volatile Runnable told = () -> {};

    Interruption(PrintStream err) {
        this.err = err;
    }

    void install() {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(this::keep, "interruption"));
        } catch (IllegalStateException ending) {
            // Asked already, and the JVM is about to end: nothing is to be begun.
            asked = true;
        }
    }

    /** As the other; also runs {@code action} when it is asked. False if the process is ending already. */
    boolean install(Runnable action) {
        told = action;
        install();
        return !asked;
    }

    boolean isAsked() {
        return asked;
    }

    private void keep() {
        asked = true;
        err.append("asked to stop: finishing the step under way\n").flush();
        told.run();
        while (true) {
            LockSupport.park(this);
        }
    }
}
