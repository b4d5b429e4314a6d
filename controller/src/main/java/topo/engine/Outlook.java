package topo.engine;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import topo.api.Change;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Plan;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

/**
 * What one look found: the plan, what is wanted with its open fields settled, and what the kernel has, keyed by the wanted resource's
 * id where it is (a changed form of) that one. {@code held}: what would be changed but for something unseen that depends on it, with the
 * reason.
 */
public record Outlook(Look look, Plan plan, Resources settled, Map<ResourceId, Observed<?>> observed, Blindness blindness,
        Map<ResourceId, String> held) {

    /** Whether all was seen, and all is as wanted. */
    public boolean isConverged() {
        return plan.isEmpty() && blindness.isEmpty();
    }

    /** The namespaces that the plan deletes. */
    Set<NetnsName> going() {
        Set<NetnsName> going = new HashSet<>();
        for (Plan.Step step : plan.steps()) {
            if (step.deleting() && step.kind().equals(Differ.NAMESPACE)) {
                for (Change<?> change : step.changes()) {
                    if (change instanceof Change.Delete) {
                        going.add(new NetnsName(change.id().name()));
                    }
                }
            }
        }
        return going;
    }
}
