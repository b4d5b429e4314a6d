package topo.kernel.process;

/** How a program ended: its exit status (128 + number for a signal, as in a shell) and what it wrote to its two outputs. */
public record Finished(int status, String output, String errors) {
    private static final int SIGNALLED = 128;
    private static final int LAST_SIGNAL = 64;

    public boolean succeeded() {
        return status == 0;
    }

    /** Whether a signal ended it, such as the SIGINT that a terminal sends to everything in the foreground. */
    public boolean wasKilled() {
        return status > SIGNALLED && status <= SIGNALLED + LAST_SIGNAL;
    }
}
