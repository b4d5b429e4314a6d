package topo.trigger;

import java.util.Map;
import java.util.Set;
import topo.engine.Place;

/**
 * Asks for a pass. It never says what happened, only where to look: the pass sees for itself.
 *
 * @param topology whose, or empty for every topology that has something in these places
 * @param places where to look, or empty for everywhere
 * @param trigger a word for the record of what was done
 * @param authors who changed what is in a place, for the record too; only where the kernel itself names every one who did
 */
public record Wake(String topology, Set<Place> places, String trigger, Map<Place, Set<String>> authors) {
    public static final String EVENT = "event";
    public static final String RESYNC = "resync";
    /** A look that nobody asked for in particular, which may be left out if the last one took long. */
    public static final String ROUTINE = "routine";
    public static final String RETRY = "retry";
    public static final String SOURCE = "source";
    public static final String START = "start";
    public static final String APPLY = "apply";
    public static final String COMMAND = "command";

    /** For all topologies, and all of each. */
    public static Wake all(String trigger) {
        return new Wake("", Set.of(), trigger, Map.of());
    }

    /** For all of one topology. */
    public static Wake whole(String topology, String trigger) {
        return new Wake(topology, Set.of(), trigger, Map.of());
    }

    /** For whatever is in these places. */
    public static Wake at(Set<Place> places, String trigger) {
        return at(places, trigger, Map.of());
    }

    /** The same, with who is known to have done it. */
    public static Wake at(Set<Place> places, String trigger, Map<Place, Set<String>> authors) {
        return new Wake("", Set.copyOf(places), trigger, Map.copyOf(authors));
    }

    public boolean isEverywhere() {
        return places.isEmpty();
    }
}
