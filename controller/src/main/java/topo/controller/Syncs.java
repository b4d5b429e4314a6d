package topo.controller;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import topo.store.SyncRequests;
import topo.trigger.Feed;
import topo.trigger.Standing;

/** Whoever wants sources to be looked at now, until they are answered. For the controller's thread. */
final class Syncs {
    private final SyncRequests requests;
    private final Sources sources;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Map<String, SyncRequests.Answer> ready = new LinkedHashMap<>();

    /** {@code urged}: what to ask each feed by, whether it has looked. */
    private record Waiting(String topology, Map<Feed, Long> urged) {
        boolean isDone() {
            return urged.entrySet().stream().allMatch(one -> one.getKey().isDone(one.getValue()));
        }
    }

    Syncs(Path run, Sources sources) {
        this.requests = new SyncRequests(run);
        this.sources = sources;
        requests.clear();
    }

    /** Takes up new requests. {@code location}: where a topology came from, empty for one that is not known or was applied by hand. */
    void take(Function<String, Optional<String>> location) {
        Map<String, String> open = requests.open();
        waiting.keySet().retainAll(open.keySet());
        open.forEach((id, topology) -> {
            if (!waiting.containsKey(id) && !ready.containsKey(id)) {
                begin(id, topology, location);
            }
        });
    }

    private void begin(String id, String topology, Function<String, Optional<String>> location) {
        if (sources.feeds().isEmpty()) {
            refuse(id, "the controller has no source; start it with --source");
            return;
        }
        Map<Feed, Long> urged = new LinkedHashMap<>();
        if (topology.isEmpty()) {
            sources.feeds().forEach(feed -> urged.put(feed, feed.urge()));
        } else {
            String from = location.apply(topology).orElse("");
            Feed feed = sources.holding(from);
            if (feed == null) {
                refuse(id, "topology " + topology + ": " + (from.isEmpty() ? "it came from no source; topo apply brings a newer file"
                        : "it came from " + from + ", which is no source of this controller"));
                return;
            }
            urged.put(feed, feed.urge());
        }
        waiting.put(id, new Waiting(topology, urged));
    }

    private void refuse(String id, String why) {
        ready.put(id, new SyncRequests.Answer(false, List.of(why)));
    }

    /** Works out the answers of those whose sources have looked. {@code problems}: of a feed, and of one topology only or all. */
    void conclude(BiFunction<Feed, String, List<String>> problems) {
        waiting.entrySet().removeIf(one -> {
            boolean done = one.getValue().isDone();
            if (done) {
                ready.put(one.getKey(), answer(one.getValue(), problems));
            }
            return done;
        });
    }

    private SyncRequests.Answer answer(Waiting one, BiFunction<Feed, String, List<String>> problems) {
        List<String> good = new ArrayList<>();
        List<String> bad = new ArrayList<>();
        for (Feed feed : one.urged().keySet()) {
            Standing standing = feed.standing();
            if (standing.isReady()) {
                int count = sources.count(feed);
                good.add(feed.name() + ": " + (standing.revision().isEmpty() ? "" : standing.revision() + ", ") + count
                        + (count == 1 ? " topology" : " topologies"));
            } else {
                bad.add(standing.message());
            }
            problems.apply(feed, one.topology()).stream().filter(line -> !bad.contains(line)).forEach(bad::add);
        }
        return new SyncRequests.Answer(bad.isEmpty(), bad.isEmpty() ? good : bad);
    }

    /** Gives the answers that are ready. */
    void answer() {
        ready.forEach(requests::answer);
        ready.clear();
    }
}
