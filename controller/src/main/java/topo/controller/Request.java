package topo.controller;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import topo.api.ResourceId;
import topo.engine.Place;
import topo.trigger.Wake;

/**
 * What one topology is to be looked at for.
 *
 * @param whole all of it
 * @param places else these places
 * @param triggers what asked for it
 * @param authors who changed what is in a place, where the kernel names them
 * @param since when the first of them did, in nanoseconds of the queue's clock
 */
record Request(boolean whole, Set<Place> places, Set<String> triggers, Map<Place, Set<String>> authors, long since) {

    static Request of(Set<Place> places, String trigger, long since) {
        return of(places, trigger, Map.of(), since);
    }

    static Request of(Set<Place> places, String trigger, Map<Place, Set<String>> authors, long since) {
        return new Request(places.isEmpty(), places, Set.of(trigger), authors, since);
    }

    Request and(Request other) {
        Set<Place> all = new HashSet<>(places);
        all.addAll(other.places);
        Set<String> both = new LinkedHashSet<>(triggers);
        both.addAll(other.triggers);
        Map<Place, Set<String>> everybody = new HashMap<>(authors);
        other.authors.forEach((place, names) -> everybody.merge(place, names, Request::union));
        return new Request(whole || other.whole, all, both, everybody, Math.min(since, other.since));
    }

    Request everywhere() {
        return new Request(true, places, triggers, authors, since);
    }

    private static Set<String> union(Set<String> some, Set<String> others) {
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(others);
        return all;
    }

    /** Who alone can have changed this resource; empty if that is not proven. */
    String author(ResourceId id) {
        Set<String> names = new HashSet<>();
        authors.forEach((place, all) -> {
            if (place.netns().equals(id.netns()) && place.kinds().contains(id.kind())) {
                names.addAll(all);
            }
        });
        return names.size() == 1 && triggers.equals(Set.of(Wake.EVENT)) ? names.iterator().next() : "";
    }

    String trigger() {
        return String.join("+", triggers);
    }
}
