package topo.cli;

import java.util.ArrayList;
import java.util.List;
import topo.api.Plan;
import topo.api.Topology;
import topo.store.Boot;
import topo.store.Pending;
import topo.store.TopologyRecord;

/** Brings a topology back to the version before one that was not confirmed, without anybody to ask. Needs the lock. */
final class Reversal {
    private final World world;
    private final Registry registry;

    Reversal(World world, Registry registry) {
        this.world = world;
        this.registry = registry;
    }

    /** {@code rolled back to version 3}, or {@code destroyed} where there was nothing before. */
    static String participle(Pending.Back back) {
        return back.isNothing() ? "destroyed" : "rolled back to " + name(back);
    }

    static String name(Pending.Back back) {
        return "version " + back.number();
    }

    /** Once it was carried out nothing is pending any more; how it ended is in the history and in the outcome. */
    Outcome roll(String name, Pending pending, Boot now) {
        TopologyRecord record = registry.record(name);
        String origin = "automatic roll-back" + (pending.back().isNothing() ? "" : " to " + pending.back().number());
        if (!pending.back().isNothing() && !pending.boot().equals(now.id())) {
            // The boot took all of it out of the kernel; what an apply makes then is the version before.
            record.wantInstead(pending.back().text(), origin);
            record.settle();
            world.output().message("topology " + name + ": " + name(pending.back()) + " is the wanted one again; after the restart nothing of it"
                    + " is there before \"topo apply\"");
            return Outcome.planned(name, new Plan(List.of(), List.of()));
        }
        Outcome outcome = apply(target(name, pending.back()), origin);
        if (outcome.report().stopped() || !outcome.outlook().blindness().isEmpty()) {
            world.output().message("topology " + name + ": the roll-back is not complete; the next topo that changes something goes on with it");
            return outcome;
        }
        record.settle();
        boolean good = Outcome.exit(List.of(outcome)) == Exit.DONE;
        world.output().message("topology " + name + (good ? ": " + participle(pending.back()) + ", as another look shows"
                : ": NOT " + participle(pending.back()) + " in full; see above, and apply what you want"));
        return outcome;
    }

    private Target target(String name, Pending.Back back) {
        if (back.isNothing()) {
            return registry.toBeDeleted(name);
        }
        Topology before = registry.read("version " + back.number() + " of topology " + name, back.text());
        return registry.toBeMade(before);
    }

    /** What others have taken the names of meanwhile is left out, told, and a failure. */
    private Outcome apply(Target wanted, String origin) {
        Execution execution = new Execution(world, Manner.plain(true).by(origin));
        Target target = wanted;
        List<Plan.Conflict> taken = new ArrayList<>();
        Outcome seen = execution.look(List.of(target)).get(0);
        while (!seen.plan().conflicts().isEmpty()) {
            execution.tellConflicts(List.of(seen));
            taken.addAll(seen.plan().conflicts());
            target = target.without(seen.plan().conflicts());
            seen = execution.look(List.of(target)).get(0);
        }
        Outcome outcome = execution.run(List.of(target), List.of(seen)).get(0);
        if (!taken.isEmpty()) {
            target.record().end(false, origin);
        }
        return outcome.and(Outcome.planned(target.name(), new Plan(List.of(), taken)));
    }
}
