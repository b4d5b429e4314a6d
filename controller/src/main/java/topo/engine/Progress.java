package topo.engine;

import topo.api.Change;
import topo.api.Plan;

/** Hears of an execution while it goes on, in the thread that executes. Must not throw. */
public interface Progress {
    Progress NONE = new Progress() {};

    /** A round starts; the first plan is what was shown before, a later one what a second look found still missing. */
    default void planned(Plan plan) {}

    /** The step is carried out now; {@code step} is without the changes that are not tried. */
    default void begun(Plan.Step step) {}

    /** The step is over, and each of its changes was reported. */
    default void ended(Plan.Step step) {}

    /** A change is complete; a replacement once both its halves are. */
    default void done(Change<?> change) {}

    default void failed(Change<?> change, String message) {}

    /** Not tried, because something that it depends on failed. */
    default void blocked(Change<?> change, String message) {}

    /** A kind gave up a whole step by this exception; its changes are reported as failed besides. */
    default void broken(Plan.Step step, RuntimeException error) {}
}
