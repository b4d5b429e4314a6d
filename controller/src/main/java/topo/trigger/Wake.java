package topo.trigger;

import java.util.Set;
import topo.engine.Place;

/**
 * Asks for a pass. It never says what happened, only where to look: the pass sees for itself.
 *
 * @param topology whose, or empty for every topology that has something in these places
 * @param places where to look, or empty for everywhere
 * @param trigger a word for the record of what was done
 */
public record Wake(String topology, Set<Place> places, String trigger) {
    public static final String EVENT = "event";
    public static final String RESYNC = "resync";
    public static final String RETRY = "retry";
    public static final String SOURCE = "source";
    public static final String START = "start";
    public static final String APPLY = "apply";
    public static final String COMMAND = "command";

    /** For all topologies, and all of each. */
    public static Wake all(String trigger) {
        return new Wake("", Set.of(), trigger);
    }

    /** For all of one topology. */
    public static Wake whole(String topology, String trigger) {
        return new Wake(topology, Set.of(), trigger);
    }

    /** For whatever is in these places. */
    public static Wake at(Set<Place> places, String trigger) {
        return new Wake("", Set.copyOf(places), trigger);
    }

    public boolean isEverywhere() {
        return places.isEmpty();
    }
}
