package topo.cli;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import topo.controller.Overseer;
import topo.kernel.KernelException;
import topo.kernel.Native;
import topo.kernel.NotifySocket;

/** The service manager of a unit of {@code Type=notify} with a watchdog (man 3 sd_notify, man 3 sd_watchdog_enabled). */
final class Systemd implements Overseer {
    /** It is to hear of the service twice within its limit. */
    private static final int SHARE = 3;

    private final NotifySocket socket;
    private final LongSupplier nanos;
    private final Consumer<String> warn;
    private final long pauseNanos;
    private long told;
    private boolean warned;

    /** {@code pauseNanos}: from one sign of life to the next, 0 if nobody watches. */
    private Systemd(NotifySocket socket, long pauseNanos, LongSupplier nanos, Consumer<String> warn) {
        this.socket = socket;
        this.pauseNanos = pauseNanos;
        this.nanos = nanos;
        this.warn = warn;
        this.told = nanos.getAsLong() - pauseNanos;
    }

    /**
     * As the environment says; nobody where it names no socket.
     *
     * @param pid of this process, as a watchdog may be meant for another
     * @param nanos CLOCK_MONOTONIC, as System.nanoTime is on Linux
     */
    static Overseer of(Map<String, String> environment, Native sys, String pid, LongSupplier nanos, Consumer<String> warn) {
        Optional<NotifySocket> socket = NotifySocket.of(environment.getOrDefault("NOTIFY_SOCKET", ""), sys);
        if (socket.isEmpty()) {
            return Overseer.NONE;
        }
        boolean mine = environment.getOrDefault("WATCHDOG_PID", pid).equals(pid);
        return new Systemd(socket.get(), mine ? micros(environment.getOrDefault("WATCHDOG_USEC", "0")) * 1_000 / SHARE : 0, nanos, warn);
    }

    private static long micros(String text) {
        try {
            return Math.max(0, Long.parseLong(text));
        } catch (NumberFormatException none) {
            return 0;
        }
    }

    @Override
    public void ready() {
        tell("READY=1");
    }

    @Override
    public void reloading() {
        tell("RELOADING=1\nMONOTONIC_USEC=" + nanos.getAsLong() / 1_000);
    }

    @Override
    public void stopping() {
        tell("STOPPING=1");
    }

    @Override
    public void alive() {
        long now = nanos.getAsLong();
        if (pauseNanos > 0 && now - told >= pauseNanos) {
            told = now;
            tell("WATCHDOG=1");
        }
    }

    private void tell(String state) {
        try {
            socket.tell(state);
        } catch (KernelException refused) {
            if (!warned) {
                warned = true;
                warn.accept(refused.getMessage());
            }
        }
    }
}
