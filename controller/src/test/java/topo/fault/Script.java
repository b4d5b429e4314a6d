package topo.fault;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the calls of one run by their sort and says which of them is to go wrong, and how. A clean run has none, and tells how many calls
 * of each sort there are. Thread-safe.
 */
public final class Script {
    private final String sort;
    private final int number;
    private final Fault fault;
    private final Map<String, Integer> counts = new TreeMap<>();
    private boolean struck;

    private Script(String sort, int number, Fault fault) {
        this.sort = sort;
        this.number = number;
        this.fault = fault;
    }

    /** All goes well. */
    public static Script clean() {
        return new Script("", 0, null);
    }

    /** This fault at the call of this number, from 1, of the calls of this sort; from then on at each if the fault {@link Fault#lasts}. */
    public static Script with(String sort, int number, Fault fault) {
        return new Script(sort, number, fault);
    }

    /** To be called at each call: the fault to put there, or null. */
    synchronized Fault at(String call) {
        int count = counts.merge(call, 1, Integer::sum);
        boolean now = call.equals(sort) && (count == number || fault.lasts() && count > number);
        struck |= now;
        return now ? fault : null;
    }

    /** Whether the call of that number came. */
    public synchronized boolean hasStruck() {
        return struck;
    }

    /** How many calls there were, by sort. */
    public synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }

    @Override
    public String toString() {
        return fault + " at " + sort + " " + number;
    }
}
