package topo.trigger;

import java.util.Optional;

/**
 * Where topologies come from: a folder, or a folder of a repository. Only one thread asks it, and no call waits for a network: what takes
 * time is done by the feed on a thread of its own.
 */
public interface Feed extends AutoCloseable {
    /** As it was given on the command line: {@code dir:/etc/topo/topologies.d}. */
    String name();

    /** Whether a file of this location would come from here. */
    boolean holds(String location);

    /** All files if anything has changed since the last call; empty if nothing has, or is still changing, or cannot be seen. */
    Optional<Snapshot> changed();

    /**
     * Whether it has given what is there, or cannot: until then whoever starts is not ready. One that may have to wait for a network is not
     * waited for.
     */
    default boolean hasAnswered() {
        return true;
    }

    /** The next call of {@link #changed} gives everything again, changed or not. */
    void again();

    /** Has the source looked at now, and all given again; the result is for {@link #isDone}. */
    long urge();

    /** Whether a look that began after that {@link #urge} has ended, well or not, and {@link #changed} has given what came of it. */
    boolean isDone(long urged);

    Standing standing();

    /** Ends its work; what it has read stays. */
    @Override
    void close();
}
