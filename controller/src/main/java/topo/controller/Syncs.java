package topo.controller;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import topo.store.SyncRequests;
import topo.trigger.Feed;
import topo.trigger.Standing;

/**
 * Whoever wants sources to be looked at now, until they are answered: commands that came over the socket, on threads of their own, and
 * those that wrote a file. For the controller's thread, but for {@link #ask}.
 */
final class Syncs {
    private final SyncRequests requests;
    private final Sources sources;
    private final Queue<Asked> fresh = new ConcurrentLinkedQueue<>();
    /** Of those who wrote a file, by what names the request. */
    private final Map<String, CompletableFuture<SourceReport>> byFile = new LinkedHashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<Asked, SourceReport> ready = new LinkedHashMap<>();

    /** {@code topology}: which one's source, or empty for all. An answer that is cancelled is wanted no more. */
    private record Asked(String topology, CompletableFuture<SourceReport> answer) {}

    /** {@code urged}: what to ask each feed by, whether it has looked. */
    private record Waiting(Asked asked, Map<Feed, Long> urged) {
        boolean isDone() {
            return urged.entrySet().stream().allMatch(one -> one.getKey().isDone(one.getValue()));
        }
    }

    Syncs(Path run, Sources sources) {
        this.requests = new SyncRequests(run);
        this.sources = sources;
        requests.clear();
    }

    /** From any thread. Whoever waits no longer cancels it. */
    CompletableFuture<SourceReport> ask(String topology) {
        Asked asked = new Asked(topology, new CompletableFuture<>());
        fresh.add(asked);
        return asked.answer();
    }

    /** Takes up new requests. {@code location}: where a topology came from, empty for one that is not known or was applied by hand. */
    void take(Function<String, Optional<String>> location) {
        Map<String, String> open = requests.open();
        byFile.entrySet().stream().filter(one -> !open.containsKey(one.getKey())).forEach(one -> one.getValue().cancel(false));
        open.forEach((id, topology) -> byFile.computeIfAbsent(id, unknown -> ask(topology)));
        for (Asked asked = fresh.poll(); asked != null; asked = fresh.poll()) {
            begin(asked, location);
        }
        waiting.removeIf(one -> one.asked().answer().isCancelled());
    }

    private void begin(Asked asked, Function<String, Optional<String>> location) {
        if (sources.feeds().isEmpty()) {
            refuse(asked, "the controller has no source; start it with --source");
            return;
        }
        Map<Feed, Long> urged = new LinkedHashMap<>();
        String topology = asked.topology();
        if (topology.isEmpty()) {
            sources.feeds().forEach(feed -> urged.put(feed, feed.urge()));
        } else {
            String from = location.apply(topology).orElse("");
            Feed feed = sources.holding(from);
            if (feed == null) {
                refuse(asked, "topology " + topology + ": " + (from.isEmpty() ? "it came from no source; topo apply brings a newer file"
                        : "it came from " + from + ", which is no source of this controller"));
                return;
            }
            urged.put(feed, feed.urge());
        }
        waiting.add(new Waiting(asked, urged));
    }

    private void refuse(Asked asked, String why) {
        ready.put(asked, SourceReport.refused(why));
    }

    /** Works out the answers of those whose sources have looked, as this is what was made of them. */
    void conclude(Sources.Verdict verdict) {
        waiting.removeIf(one -> {
            boolean done = one.isDone();
            if (done) {
                ready.put(one.asked(), new SourceReport("", one.urged().keySet().stream()
                        .map(feed -> status(feed, one.asked().topology(), verdict)).toList()));
            }
            return done;
        });
    }

    /** {@code topology}: of which only problems are told, or empty. */
    private SourceStatus status(Feed feed, String topology, Sources.Verdict verdict) {
        Standing standing = feed.standing();
        Set<String> problems = new LinkedHashSet<>();
        if (!standing.isReady()) {
            problems.add(standing.message());
        }
        if (topology.isEmpty()) {
            verdict.strays().stream().filter(one -> isOf(feed, one)).forEach(one -> problems.add(one.words()));
        }
        verdict.problems().forEach((name, one) -> {
            if (topology.isEmpty() ? isOf(feed, one) : topology.equals(name)) {
                problems.add("topology " + name + ": " + one.words());
            }
        });
        SourceStatus.State state = !standing.isReady() ? SourceStatus.State.FAILED
                : problems.isEmpty() ? SourceStatus.State.READY : SourceStatus.State.REFUSED;
        return new SourceStatus(feed.name(), standing.revision(), sources.declared(feed), state, List.copyOf(problems));
    }

    private static boolean isOf(Feed feed, Sources.Problem problem) {
        return problem.locations().stream().anyMatch(feed::holds);
    }

    /** Gives the answers that are ready. */
    void answer() {
        ready.forEach((asked, report) -> asked.answer().complete(report));
        ready.clear();
        Map<String, CompletableFuture<SourceReport>> done = new LinkedHashMap<>(byFile);
        done.values().removeIf(answer -> !answer.isDone());
        byFile.keySet().removeAll(done.keySet());
        done.forEach((id, answer) -> {
            if (!answer.isCancelled()) {
                requests.answer(id, answer.join().write());
            }
        });
    }

    /** Nobody is answered any more. */
    void close() {
        waiting.forEach(one -> one.asked().answer().cancel(false));
        ready.keySet().forEach(asked -> asked.answer().cancel(false));
        for (Asked asked = fresh.poll(); asked != null; asked = fresh.poll()) {
            asked.answer().cancel(false);
        }
    }
}
