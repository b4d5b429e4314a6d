package topo.controller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import topo.api.Topology;
import topo.store.Origin;
import topo.store.Pause;
import topo.store.RunLock;
import topo.store.TopologyRecord;
import topo.trigger.Feed;
import topo.trigger.Standing;
import topo.trigger.Wake;
import topo.trigger.WakeQueue;

/**
 * Takes up what the sources say: remembers new versions, for the next pass to make them so, and deals with topologies whose file is
 * gone. Those are kept true as before and say so in their status; with {@code prune} they are destroyed, though not if their whole folder
 * is empty or gone, as that is how a mount that is missing looks, or a repository that was laid out anew, unless that is allowed too. For
 * the controller's thread.
 */
final class Gardener implements AutoCloseable {
    private static final String CONDITION = "SourceReady";
    private static final String READ = "Succeeded";
    private static final long LOCK_MILLIS = 1_000;

    private final Controller controller;
    private final Remembered remembered;
    private final Sources sources;
    private final Rules rules;
    private final Removal removal;
    private final WakeQueue queue;
    private final Syncs syncs;
    /** What was told of each source last. */
    private final Map<Feed, Standing> told = new HashMap<>();
    /** Which version of its source each topology is known to follow. */
    private final Map<String, Origin> followed = new HashMap<>();
    /** Left alone only because they are paused. */
    private final Set<String> held = new HashSet<>();
    private Sources.Verdict verdict = Sources.Verdict.NOTHING;

    /** What it may do with topologies whose file is gone. */
    record Rules(boolean prune, boolean allowEmpty) {}

    Gardener(Controller controller, Remembered remembered, Sources sources, Rules rules, Supplier<Tools> tools) {
        this.controller = controller;
        this.remembered = remembered;
        this.sources = sources;
        this.rules = rules;
        this.removal = new Removal(controller, remembered, tools);
        this.queue = controller.queue();
        this.syncs = new Syncs(controller.around().run(), sources);
    }

    /** Looks at the sources and does what has changed. */
    void look() {
        syncs.take(this::location);
        if (held.removeIf(name -> !isPaused(name))) {
            sources.again();
        }
        List<Topology> kept = new ArrayList<>();
        for (Lab lab : controller.labs().all()) {
            if (lab.version() != null) {
                kept.add(lab.version().topology());
            }
        }
        Optional<Sources.Verdict> found = sources.look(kept, () -> Sources.origins(remembered));
        boolean done = found.isEmpty() || act(found.get());
        boolean told = tell();
        if (found.isPresent() || told) {
            conditions();
        }
        sources.feeds().forEach(feed -> controller.around().meter().source(feed.name(), feed.standing().isReady() && sources.isSeen(feed)));
        if (done) {
            syncs.conclude(verdict);
        }
    }

    /** Has the source of this topology, or all if it is empty, looked at now; from any thread. Cancelled if the controller ends before. */
    CompletableFuture<SourceReport> sync(String topology) {
        return syncs.ask(topology);
    }

    /** Answers who asked for a look, once the passes that it led to are made. */
    void answer() {
        try {
            syncs.answer();
        } catch (RuntimeException unwritable) {
            controller.around().log().warn("topo sync: {}", unwritable.getMessage());
        }
    }

    /** Whether all sources were looked at that can be looked at now. */
    boolean isAnswered() {
        return sources.feeds().stream().allMatch(Feed::hasAnswered);
    }

    /** Reads all anew, repositories too. */
    void again() {
        sources.again();
        sources.feeds().forEach(Feed::urge);
    }

    private Optional<String> location(String topology) {
        return remembered.folder().names().contains(topology)
                ? Origin.read(remembered.folder().folder(topology)).map(Origin::location) : Optional.empty();
    }

    /** Whether it could be done; else it comes again. */
    private boolean act(Sources.Verdict found) {
        try {
            RunLock.take(controller.around().run(), "topo controller", LOCK_MILLIS, holder -> {}).during(() -> {
                found.wanted().forEach(this::remember);
                return null;
            });
            verdict = found;
            found.wanted().forEach(one -> followed.put(one.topology().name(), one.origin()));
            found.gone().forEach(this::gone);
            report();
            return true;
        } catch (RuntimeException busy) {
            controller.around().log().warn("sources: {}", busy.getMessage());
            sources.again();
            return false;
        }
    }

    private void remember(Sources.Found found) {
        Topology topology = found.topology();
        TopologyRecord record = remembered.record(topology.name());
        boolean same = record.wanted().map(TopologyRecord.Version::text).filter(topology.source()::equals).isPresent();
        if (!same) {
            record.begin(topology.source());
            String revision = found.origin().revision().isEmpty() ? "" : " at " + found.origin().revision();
            controller.write(Entry.of(controller.now(), topology.name(), "applied", "from " + found.origin().location() + revision));
        }
        Optional<Origin> before = Origin.read(remembered.folder().folder(topology.name()));
        // Not at each commit that changes something else: it is a file on the disk.
        if (!same || before.filter(one -> one.location().equals(found.origin().location())).isEmpty()) {
            found.origin().write(remembered.folder().folder(topology.name()));
        }
        if (!same) {
            controller.refresh();
            queue.urge(Wake.whole(topology.name(), Wake.SOURCE));
        }
    }

    private void gone(String name, Sources.Gone gone) {
        Lab lab = controller.labs().get(name);
        if (lab == null) {
            return;
        }
        if (rules.prune() && (!gone.emptied() || rules.allowEmpty())) {
            if (isPaused(name)) {
                held.add(name);
            } else if (!removal.destroy(lab, gone.location() + " is gone")) {
                sources.again();
            }
        }
        queue.offer(Wake.whole(name, Wake.SOURCE));
    }

    private boolean isPaused(String name) {
        long now = controller.now().getEpochSecond();
        return Pause.read(remembered.folder().folder(name)).filter(pause -> !pause.isOver(now)).isPresent();
    }

    /** Problems of a verdict that the one before did not have. */
    private void report() {
        Set<String> known = new HashSet<>();
        controller.labs().all().forEach(lab -> known.add(lab.name()));
        verdict.problems().forEach((name, problem) -> controller.write(Entry.of(controller.now(), known.contains(name) ? name : "", "error",
                problem.words())));
        verdict.strays().forEach(problem -> controller.write(Entry.of(controller.now(), "", "error", problem.words())));
    }

    /** Says once how a source stands; whether there was something new. */
    private boolean tell() {
        boolean changed = false;
        for (Feed feed : sources.feeds()) {
            Standing now = feed.standing();
            Standing before = told.put(feed, now);
            if (now.equals(before)) {
                continue;
            }
            changed = true;
            if (!now.isReady()) {
                controller.write(Entry.of(controller.now(), "", "error", now.message()));
            } else if (!now.revision().isEmpty()) {
                controller.write(Entry.of(controller.now(), "", "fetched", now.revision() + " of " + feed.name()));
            }
        }
        return changed;
    }

    private void conditions() {
        Sources.origins(remembered).forEach(followed::putIfAbsent);
        for (Lab lab : controller.labs().all()) {
            Origin origin = followed.get(lab.name());
            if (origin != null || verdict.problems().containsKey(lab.name())) {
                lab.origin(origin);
                condition(lab, origin).ifPresent(lab::say);
                controller.publish(lab);
            }
        }
    }

    private Optional<Condition> condition(Lab lab, Origin origin) {
        Sources.Gone gone = verdict.gone().get(lab.name());
        if (gone != null) {
            String why = gone.emptied() ? "nothing is left in its folder" : "its file is gone";
            String words = gone.location() + ": " + why + "; it is kept as it was (topo destroy " + lab.name() + " deletes it)";
            return no("Removed", words);
        }
        Sources.Problem problem = verdict.problems().get(lab.name());
        if (problem != null) {
            return no("Refused", problem.words() + "\nthe last good version goes on");
        }
        Feed feed = sources.holding(origin.location());
        if (feed == null || feed.standing().isReady() && !sources.isSeen(feed)) {
            return Optional.empty();
        } else if (!feed.standing().isReady()) {
            return no(feed.standing().reason(), feed.standing().message());
        }
        String revision = origin.revision().isEmpty() ? "" : " at " + origin.revision();
        return Optional.of(Condition.of(CONDITION, true, READ, origin.location() + revision, controller.now()));
    }

    private Optional<Condition> no(String reason, String words) {
        return Optional.of(Condition.of(CONDITION, false, reason, words, controller.now()));
    }

    @Override
    public void close() {
        syncs.close();
        sources.close();
    }
}
