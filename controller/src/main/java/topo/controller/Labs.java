package topo.controller;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import topo.engine.Place;
import topo.trigger.Wake;

/** The topologies that are kept, by name; and whom a wake-up is for. For the controller's thread. */
final class Labs {
    private final Map<String, Lab> labs = new TreeMap<>();

    Collection<Lab> all() {
        return labs.values();
    }

    /** Null if there is none. */
    Lab get(String name) {
        return labs.get(name);
    }

    void add(Lab lab) {
        labs.put(lab.name(), lab);
    }

    void remove(String name) {
        labs.remove(name);
    }

    /** Asks those whom it is for. */
    void ask(Wake wake, long since) {
        for (Lab lab : labs.values()) {
            boolean others = !wake.topology().isEmpty() && !wake.topology().equals(lab.name());
            if (others || wake.trigger().equals(Wake.ROUTINE) && !lab.isDue(since)) {
                continue;
            }
            String trigger = wake.trigger().equals(Wake.ROUTINE) ? Wake.RESYNC : wake.trigger();
            Set<Place> places = wake.isEverywhere() ? Set.of() : own(wake.places(), lab);
            if (wake.isEverywhere() || !places.isEmpty()) {
                lab.ask(Request.of(places, trigger, wake.authors(), since));
            }
        }
    }

    private static Set<Place> own(Set<Place> places, Lab lab) {
        Set<Place> own = new HashSet<>();
        for (Place place : places) {
            if (lab.version() == null || lab.version().scopes().reaches(place.netns())) {
                own.add(place);
            }
        }
        return own;
    }

    /** Whether a look at this part of this topology, which begins now, makes the wake-up needless. */
    boolean covers(Lab lab, Round round, Wake wake) {
        if (wake.isEverywhere() || !wake.topology().isEmpty() && !wake.topology().equals(lab.name())) {
            return false;
        }
        for (Lab other : labs.values()) {
            if (other != lab && !own(wake.places(), other).isEmpty()) {
                return false;
            }
        }
        return wake.places().stream().allMatch(place -> covers(lab, round, place));
    }

    private static boolean covers(Lab lab, Round round, Place place) {
        if (round.scope().whole() || round.scope().places().contains(place)) {
            return true;
        }
        if (place.link().isEmpty()) {
            return false;
        }
        return lab.version().scopes().of(Set.of(place)).part().all().stream()
                .allMatch(resource -> round.scope().part().contains(resource.id()));
    }

    List<Lab> asked() {
        return labs.values().stream().filter(Lab::isAsked).toList();
    }
}
