package topo.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Resources;
import topo.api.SurroundingsException;
import topo.engine.Pass;
import topo.store.Applied;
import topo.store.Boot;
import topo.store.Pending;
import topo.store.TopologyRecord;

/**
 * An apply that is taken back unless it is confirmed. What is to be taken back is on record, and the process that does it is there, before
 * the first change, so that it does not matter what becomes of this process.
 */
final class Trial {
    private final World world;
    private final long millis;
    private final String token = UUID.randomUUID().toString();
    private final List<Target> targets = new ArrayList<>();

    /** {@code millis}: how much time there is to confirm it, counted anew once the apply is over. */
    Trial(World world, long millis) {
        this.world = world;
        this.millis = millis;
    }

    /** To be called before the first change. {@code seen}: what was seen of each target. */
    void begin(List<Target> all, List<Outcome> seen) {
        for (int i = 0; i < all.size(); i++) {
            if (!Execution.isNoted(all.get(i), seen.get(i).plan())) {
                targets.add(all.get(i));
            }
        }
        List<Pending> pending = new ArrayList<>();
        for (Target target : targets) {
            pending.add(fresh(back(target)));
        }
        try {
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).record().await(pending.get(i));
            }
            if (!targets.isEmpty()) {
                List<String> words = new ArrayList<>(List.of(Guard.WORD, token));
                targets.forEach(target -> words.add(target.name()));
                world.platform().startDetached(words);
            }
        } catch (RuntimeException refused) {
            targets.forEach(target -> target.record().settle());
            throw refused;
        }
    }

    private Pending fresh(Pending.Back back) {
        Boot now = world.platform().boot();
        return new Pending(token, now.id(), now.millis() + millis, shown(), back);
    }

    private long shown() {
        return world.clock().instant().plusMillis(millis).getEpochSecond();
    }

    /** @throws SurroundingsException if there is something of the topology that no record tells of, which would be deleted */
    private Pending.Back back(Target target) {
        TopologyRecord record = target.record();
        if (record.wanted().isPresent()) {
            List<Applied> history = record.history();
            return new Pending.Back(history.get(history.size() - 1).number(), record.wanted().get().text());
        }
        Look marks = new Look(new Mark(target.name()), Resources.NONE, target.recorded(), record.memory());
        if (!new Pass(world.platform().machine().registered(), false).observe(marks).isConverged()) {
            throw new SurroundingsException("topology " + target.name() + ": its record is lost, so there is nothing to return to;"
                    + " apply without --confirm once");
        }
        return Pending.Back.NOTHING;
    }

    /** Gives the whole time from now on, and tells what to type. What was taken back already is not to be confirmed. */
    List<Outcome> end(List<Outcome> outcomes) {
        List<Outcome> all = new ArrayList<>(outcomes);
        if (targets.isEmpty()) {
            world.output().message("nothing is to be confirmed");
        }
        for (Target target : targets) {
            TopologyRecord record = target.record();
            Pending mine = record.pending().filter(pending -> pending.token().equals(token)).orElse(null);
            for (int i = 0; mine != null && i < all.size(); i++) {
                if (all.get(i).topology().equals(target.name())) {
                    all.set(i, end(record, mine, all.get(i)));
                }
            }
        }
        return all;
    }

    private Outcome end(TopologyRecord record, Pending mine, Outcome outcome) {
        if (outcome.after().restored() != null && outcome.after().restored().converged() || outcome.report() == null) {
            record.settle();
            return outcome;
        }
        Boot now = world.platform().boot();
        Pending longer = mine.until(now.millis() + millis, shown());
        record.await(longer);
        world.output().message(Inspection.waiting(record.name(), longer));
        return outcome.then(new Aftermath(outcome.after().restored(), outcome.after().cause(), Instant.ofEpochSecond(longer.shown())));
    }
}
