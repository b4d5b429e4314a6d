package topo.controller;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import topo.api.ResourceId;
import topo.api.Topology;
import topo.api.Topology.Heal;
import topo.engine.Report;
import topo.trigger.Listener;

/**
 * Tells the listener what to listen to. What is told from then on is not lost; what happened before is seen by the look that comes. A
 * listener that refuses keeps nothing from being mended: there is the schedule.
 */
final class Attention {
    private final Listener listener;
    private final Logger log;

    Attention(Listener listener, Logger log) {
        this.listener = listener;
        this.log = log;
    }

    void follow(Collection<Lab> labs) {
        List<Topology> topologies = new ArrayList<>();
        for (Lab lab : labs) {
            if (lab.version() != null && lab.version().topology().heal() != Heal.OFF) {
                topologies.add(lab.version().topology());
            }
        }
        attempt(one -> one.follow(topologies));
    }

    void renew(Report report) {
        Set<ResourceId> changed = new HashSet<>();
        report.done().forEach(change -> changed.add(change.id()));
        attempt(one -> one.renew(changed));
    }

    private void attempt(Consumer<Listener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException refused) {
            log.warn("listen to kernel events: {}; changes are found by the schedule", refused.getMessage());
        }
    }
}
