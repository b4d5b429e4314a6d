package topo.controller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import topo.api.Topology;
import topo.api.yaml.TopologyReader;
import topo.store.Origin;
import topo.trigger.Feed;
import topo.trigger.Snapshot;

/**
 * What the files of all sources ask for, against what is remembered. A file that does not read, or that claims what another has, changes
 * nothing: the last good version goes on and is kept true. For the controller's thread.
 */
final class Sources implements AutoCloseable {
    private final List<Feed> feeds;
    private final SourceFiles files;
    /** The last look at each; a feed is here only once it was seen. */
    private final Map<Feed, Snapshot> seen = new LinkedHashMap<>();
    private List<Topology> before = List.of();
    private Set<String> refused = Set.of();
    private boolean troubled;

    Sources(List<Feed> feeds, TopologyReader reader) {
        this.feeds = List.copyOf(feeds);
        this.files = new SourceFiles(reader);
    }

    /** A topology, and where it is declared. */
    record Found(Topology topology, Origin origin) {}

    /** Where a topology came from that is declared there no longer. {@code emptied}: nothing else is left there either. */
    record Gone(String location, boolean emptied) {}

    /** What is wrong, in words, and with which files. */
    record Problem(String words, List<String> locations) {
        static Problem with(List<Found> all, String words) {
            return new Problem(words, all.stream().map(one -> one.origin().location()).toList());
        }
    }

    /**
     * What is to be done.
     *
     * @param wanted to be applied where they are not what is remembered
     * @param problems by the topology that each concerns
     * @param strays problems that concern no topology that is known
     * @param gone by their names
     */
    record Verdict(List<Found> wanted, Map<String, Problem> problems, List<Problem> strays, Map<String, Gone> gone) {
        static final Verdict NOTHING = new Verdict(List.of(), Map.of(), List.of(), Map.of());
    }

    List<Feed> feeds() {
        return feeds;
    }

    /** Whether it has told what is in it. */
    boolean isSeen(Feed feed) {
        return seen.containsKey(feed);
    }

    /** Null for what came from none of these. */
    Feed holding(String location) {
        for (Feed feed : feeds) {
            if (feed.holds(location)) {
                return feed;
            }
        }
        return null;
    }

    /**
     * Looks at all; empty if nothing has changed.
     *
     * @param remembered what is kept now
     * @param origins of the remembered topologies, where they came from a source
     */
    Optional<Verdict> look(List<Topology> remembered, Supplier<Map<String, Origin>> origins) {
        boolean changed = false;
        for (Feed feed : feeds) {
            Optional<Snapshot> snapshot = feed.changed();
            snapshot.ifPresent(now -> seen.put(feed, now));
            changed |= snapshot.isPresent();
        }
        boolean others = troubled && !isSame(remembered, before);
        before = remembered;
        if (!changed && !others) {
            return Optional.empty();
        }
        Verdict verdict = judge(origins.get(), remembered);
        Set<String> waited = refused;
        refused = Set.copyOf(verdict.problems().keySet());
        troubled = !refused.isEmpty() || !verdict.strays().isEmpty();
        // What stood in a topology's way may be gone; what was applied by hand meanwhile stays until its source changes.
        return Optional.of(changed ? verdict : new Verdict(verdict.wanted().stream()
                .filter(one -> waited.contains(one.topology().name())).toList(), verdict.problems(), verdict.strays(), verdict.gone()));
    }

    /** The very same ones: versions are read anew only when they change. */
    private static boolean isSame(List<Topology> some, List<Topology> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = some.get(i) == others.get(i);
        }
        return same;
    }

    /** Gives all again at the next look. */
    void again() {
        feeds.forEach(Feed::again);
    }

    /** The topologies that it declares, those of broken files left out. */
    List<String> declared(Feed feed) {
        return seen.containsKey(feed) ? List.copyOf(files.declared(Map.of(feed, seen.get(feed))).keySet()) : List.of();
    }

    private Verdict judge(Map<String, Origin> origins, List<Topology> remembered) {
        files.read(seen.values());
        Map<String, Problem> problems = new TreeMap<>();
        Map<String, List<Found>> declared = files.declared(seen);
        List<Found> wanted = new ArrayList<>();
        declared.forEach((name, all) -> {
            String unseen = unseen(origins.get(name));
            if (all.size() > 1) {
                problems.put(name, Problem.with(all, "it is declared by " + join(all) + "; delete all but one"));
            } else if (unseen != null) {
                problems.put(name, Problem.with(all, "it is declared by " + join(all) + " and came from " + unseen
                        + ", which was not read yet"));
            } else {
                wanted.add(all.get(0));
            }
        });
        new Rivals(remembered).refuse(wanted, problems);
        List<Problem> strays = new ArrayList<>();
        files.broken(seen.values()).forEach((location, why) -> {
            Problem problem = new Problem(why, List.of(location));
            if (!blame(location, problem, origins, problems)) {
                strays.add(problem);
            }
        });
        Map<String, Gone> gone = new TreeMap<>();
        seen.forEach((feed, snapshot) -> origins.forEach((name, origin) -> {
            boolean here = feed.holds(origin.location()) && !declared.containsKey(name);
            if (here && !files.isBroken(snapshot, origin.location())) {
                gone.put(name, new Gone(origin.location(), snapshot.files().isEmpty()));
            }
        }));
        return new Verdict(wanted, problems, strays, gone);
    }

    /** Where it came from, if that is one of these and could not be seen yet, so that it may still declare it; else null. */
    private String unseen(Origin origin) {
        Feed feed = origin == null ? null : holding(origin.location());
        return feed == null || seen.containsKey(feed) ? null : origin.location();
    }

    /** A broken file is a problem of the topologies that came from it; whether any has. */
    private static boolean blame(String location, Problem problem, Map<String, Origin> origins, Map<String, Problem> problems) {
        boolean known = false;
        for (Map.Entry<String, Origin> origin : origins.entrySet()) {
            if (origin.getValue().location().equals(location)) {
                problems.put(origin.getKey(), problem);
                known = true;
            }
        }
        return known;
    }

    private static String join(List<Found> all) {
        StringBuilder text = new StringBuilder();
        all.forEach(one -> text.append(text.length() == 0 ? "" : " and ").append(one.origin().location()));
        return text.toString();
    }

    static Map<String, Origin> origins(Remembered remembered) {
        Map<String, Origin> origins = new HashMap<>();
        for (String name : remembered.folder().names()) {
            Origin.read(remembered.folder().folder(name)).ifPresent(origin -> origins.put(name, origin));
        }
        return new TreeMap<>(origins);
    }

    @Override
    public void close() {
        feeds.forEach(Feed::close);
    }
}
