package topo.controller;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import topo.engine.Place;

/**
 * What one topology is to be looked at for.
 *
 * @param whole all of it
 * @param places else these places
 * @param triggers what asked for it
 * @param since when the first of them did, in nanoseconds of the queue's clock
 */
record Request(boolean whole, Set<Place> places, Set<String> triggers, long since) {

    static Request of(Set<Place> places, String trigger, long since) {
        return new Request(places.isEmpty(), places, Set.of(trigger), since);
    }

    Request and(Request other) {
        Set<Place> all = new HashSet<>(places);
        all.addAll(other.places);
        Set<String> both = new LinkedHashSet<>(triggers);
        both.addAll(other.triggers);
        return new Request(whole || other.whole, all, both, Math.min(since, other.since));
    }

    String trigger() {
        return String.join("+", triggers);
    }
}
