package topo.controller;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Resources;
import topo.api.Topology;
import topo.engine.Pass;
import topo.engine.Progress;
import topo.engine.Report;
import topo.store.Origin;
import topo.store.RunLock;
import topo.store.TopologyRecord;
import topo.trigger.Wake;
import topo.trigger.WakeQueue;

/**
 * Takes up what the source folders say: remembers new versions, for the next pass to make them so, and deals with topologies whose file is
 * gone. Those are kept true as before and say so in their status; with {@code prune} they are destroyed, though not if their whole folder
 * is empty or cannot be read, as that is how a mount that is missing looks, unless that is allowed too. For the controller's thread.
 */
final class Gardener {
    private static final String CONDITION = "SourceReady";
    private static final long LOCK_MILLIS = 1_000;

    private final Controller controller;
    private final Remembered remembered;
    private final Sources sources;
    private final Rules rules;
    private final Supplier<Tools> tools;
    private final WakeQueue queue;
    private String told = "";

    /** What it may do with topologies whose file is gone. */
    record Rules(boolean prune, boolean allowEmpty) {}

    Gardener(Controller controller, Remembered remembered, Sources sources, Rules rules, Supplier<Tools> tools) {
        this.controller = controller;
        this.remembered = remembered;
        this.sources = sources;
        this.rules = rules;
        this.tools = tools;
        this.queue = controller.queue();
    }

    /** Looks at the folders and does what has changed. */
    void look() {
        List<Topology> kept = new ArrayList<>();
        for (Lab lab : controller.labs().all()) {
            if (lab.version() != null) {
                kept.add(lab.version().topology());
            }
        }
        Map<String, Path> origins = Sources.origins(remembered);
        sources.look(origins, kept).ifPresent(verdict -> {
            try {
                RunLock.take(controller.around().run(), "topo controller", LOCK_MILLIS, holder -> {}).during(() -> {
                    verdict.wanted().forEach(this::remember);
                    return null;
                });
                verdict.gone().forEach((name, file) -> gone(name, file, verdict.emptied().contains(file.getParent())));
                conditions(verdict, origins);
            } catch (RuntimeException busy) {
                controller.around().log().warn("sources: {}", busy.getMessage());
                sources.again();
            }
        });
        tell("", String.join("; ", sources.troubles().values()));
    }

    void again() {
        sources.again();
    }

    private void remember(Topology topology, Path file) {
        TopologyRecord record = remembered.record(topology.name());
        boolean same = record.wanted().map(TopologyRecord.Version::text).filter(topology.source()::equals).isPresent();
        if (!same) {
            record.begin(topology.source());
            controller.write(Entry.of(controller.now(), topology.name(), "applied", "from " + file));
        }
        Origin.write(remembered.folder().folder(topology.name()), file);
        if (!same) {
            controller.refresh();
            queue.urge(Wake.whole(topology.name(), Wake.SOURCE));
        }
    }

    private void gone(String name, Path file, boolean emptied) {
        Lab lab = controller.labs().get(name);
        if (lab == null) {
            return;
        }
        if (rules.prune() && (!emptied || rules.allowEmpty())) {
            destroy(lab, file);
            return;
        }
        String why = emptied ? "nothing is left in its folder" : "its file is gone";
        String words = file + ": " + why + "; it is kept as it was (topo destroy " + name + " deletes it)";
        lab.say(Condition.of(CONDITION, false, "Removed", words, controller.now()));
        queue.offer(Wake.whole(name, Wake.SOURCE));
    }

    private void destroy(Lab lab, Path file) {
        RunLock.take(controller.around().run(), "topo controller", LOCK_MILLIS, holder -> {}).during(() -> {
            TopologyRecord record = remembered.record(lab.name());
            try (Tools open = tools.get()) {
                Resources recorded = lab.version() == null ? Resources.NONE : lab.version().recorded();
                boolean search = lab.version() == null || !lab.version().whole();
                record.beginRemoval();
                Report report = new Pass(open.kinds(), new Pass.Rules(false, false, Map.of()), Progress.NONE, queue::isClosed)
                        .run(() -> new Look(new Mark(lab.name()), Resources.NONE, recorded, record.memory(), search));
                if (report.converged()) {
                    record.remove();
                    controller.write(Entry.of(controller.now(), lab.name(), "destroyed", file + " is gone"));
                    controller.refresh();
                } else {
                    String why = report.failures().isEmpty() ? String.join("; ", report.remaining()) : report.failures().toString();
                    controller.write(Entry.of(controller.now(), lab.name(), "failed", "destroy: " + why));
                    sources.again();
                }
                return null;
            }
        });
    }

    private void conditions(Sources.Verdict verdict, Map<String, Path> origins) {
        Map<String, Path> files = new HashMap<>(origins);
        verdict.wanted().forEach((topology, file) -> files.put(topology.name(), file));
        for (Lab lab : controller.labs().all()) {
            String problem = verdict.problems().get(lab.name());
            if (problem != null) {
                lab.say(Condition.of(CONDITION, false, "Refused", problem + "\nthe last good version goes on", controller.now()));
            } else if (files.containsKey(lab.name()) && !verdict.gone().containsKey(lab.name())) {
                lab.say(Condition.of(CONDITION, true, "Read", files.get(lab.name()).toString(), controller.now()));
            }
            controller.publish(lab);
        }
        Set<String> known = new HashSet<>();
        controller.labs().all().forEach(lab -> known.add(lab.name()));
        verdict.problems().forEach((name, problem) -> controller.write(Entry.of(controller.now(), known.contains(name) ? name : "", "error",
                problem)));
    }

    /** Says a problem that concerns no topology once. */
    private void tell(String topology, String problem) {
        if (!problem.equals(told)) {
            told = problem;
            if (!problem.isEmpty()) {
                controller.write(Entry.of(controller.now(), topology, "error", problem));
            }
        }
    }
}
