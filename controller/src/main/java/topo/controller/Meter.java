package topo.controller;

import java.util.List;
import topo.api.Topology;

/** Hears what the controller does, to count it. Called by the controller's thread, which it must not keep waiting. */
public interface Meter {
    /** Counts nothing. */
    Meter NONE = new Meter() {};

    /** A pass over a topology is over. {@code seconds}: how long it took. */
    default void passed(double seconds) {}

    /** These went into the journal. */
    default void told(List<Entry> entries) {}

    /** How a topology stands now. */
    default void stands(TopologyStatus status) {}

    /** A topology is kept no longer. */
    default void forgotten(String topology) {}

    /** A topology is kept from now on, or another version of it. */
    default void keeps(Topology topology) {}

    /** How a source stands. {@code ready}: it was read, and the last try to read it succeeded. */
    default void source(String address, boolean ready) {}

    /** A round of the controller's loop is over; it comes at least every half second while no pass is under way. */
    default void lives() {}
}
