package topo.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import topo.api.yaml.Kind;
import topo.api.yaml.Source;
import topo.controller.Daemon;
import topo.controller.Overseer;
import topo.controller.SourceReport;
import topo.controller.Tools;
import topo.engine.Report;
import topo.store.Boot;
import topo.store.Presence;
import topo.trigger.Listener;

/** What is below the commands: the kinds, the kernel and the process. Tests put their own in its place. */
interface Platform {
    /** Every kind that a document may hold; loads nothing native. */
    List<Kind<?>> kinds();

    /** What works on the kernel; made at the first call, which may take some ten milliseconds. */
    Machine machine();

    /** Starts to make the {@link #machine} in the background, while files are read. */
    default void warmUp() {}

    /**
     * How long a run may wait for a lock that other programs hold, in milliseconds; to be called before the {@link #machine} is made. It is
     * to be over before the next topo, which waits for this one, gives up.
     */
    default void waitForOthers(long millis) {}

    /** @throws topo.api.SurroundingsException if this process may not do what the command needs; {@code command} is for the message */
    void requirePrivileges(String command);

    /** This moment of this boot. */
    default Boot boot() {
        return Boot.now(Path.of("/proc"));
    }

    /**
     * Starts topo once more, with these words, as a process that lives on whatever becomes of this one and of its terminal. Returns once that
     * one has said that it is ready.
     *
     * @throws topo.api.SurroundingsException if it does not start
     */
    default void startDetached(List<String> words) {
        new Twin(Path.of("/proc/self")).start(words);
    }

    /** Makes this process independent of the session and the terminal that it was started from. */
    default void detach() {}

    /**
     * From now on a request to end (SIGINT, SIGTERM) is kept and told by the result, and a hang-up is ignored, so that no step is cut in
     * half. Once the command is over, the process ends with the command's own status.
     */
    BooleanSupplier keepSignals();

    /** Who called, where sudo tells, else empty. */
    default String caller() {
        return "";
    }

    /** Whether a controller runs on this host, which has its lock in this folder. */
    default boolean controllerRuns(Path run) {
        return Presence.isThere(run);
    }

    /**
     * Has the running controller look at the source of this topology, or at all if it is empty, and waits for what comes of it.
     *
     * @param run where the controller has its lock
     * @param millis how long to wait
     * @return empty if it takes longer, or the controller ends, or the thread is interrupted
     */
    default Optional<SourceReport> sync(Path run, String topology, long millis) {
        return new SyncByFile(run, () -> controllerRuns(run)).ask(topology, millis);
    }

    /** What was read already of the files and folders that the command names; empty if nothing was. */
    default Optional<List<Source>> read() {
        return Optional.empty();
    }

    /**
     * Has the running controller do it, over its socket.
     *
     * @param words all of the command's, with its name
     * @param files reads what the command names; asked once it is clear that the controller can be had
     * @return the exit status; empty if it is to be done here
     */
    default OptionalInt handOver(List<String> words, Supplier<List<Source>> files) {
        return OptionalInt.empty();
    }

    /** Hears of each topology that was changed, or should have been. */
    default void carriedOut(String topology, boolean deletion, Report report) {}

    /** Opens the controller's socket. To be closed by the thread that runs the daemon. */
    default AutoCloseable serve(Daemon daemon, Consumer<String> warn) {
        return () -> {};
    }

    /** The kinds for one pass of the controller after another; each is to be closed. May be called from one thread at a time. */
    default Supplier<Tools> tools() {
        throw new UnsupportedOperationException("no controller here");
    }

    /** What tells the controller of changes on this host. */
    default Listener listener() {
        return Listener.DEAF;
    }

    /** Who wants to know how the controller stands. {@code warn} takes a line about one who cannot be told. */
    default Overseer overseer(Consumer<String> warn) {
        return Overseer.NONE;
    }

    /**
     * From now on SIGINT and SIGTERM run {@code stop} and SIGHUP runs {@code reload}, on a thread of their own, instead of ending the
     * process.
     */
    default void onSignals(Runnable stop, Runnable reload) {
        throw new UnsupportedOperationException("no controller here");
    }
}
