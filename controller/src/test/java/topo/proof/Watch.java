package topo.proof;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Numbers the writes of a process, one at a time, and hears of each right after it was made. While it hears, no other write is under way,
 * so that a process that ends then has made exactly those.
 */
public final class Watch {
    private final Consumer<List<String>> after;
    private final List<String> writes = new ArrayList<>();

    /** {@code after} is told all writes so far, the last of which was just made. */
    public Watch(Consumer<List<String>> after) {
        this.after = after;
    }

    interface Write<T, E extends Exception> {
        T run() throws E;
    }

    synchronized <T, E extends Exception> T write(String what, Write<T, E> write) throws E {
        T result = write.run();
        happened(what);
        return result;
    }

    /** A point of time that counts like a write. */
    synchronized void happened(String what) {
        writes.add(what);
        after.accept(List.copyOf(writes));
    }

    /** What was written so far, in order. */
    public synchronized List<String> writes() {
        return List.copyOf(writes);
    }
}
