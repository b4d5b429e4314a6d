package topo.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import topo.api.Change;
import topo.api.Plan;
import topo.api.ResourceId;
import topo.api.Resources;

/**
 * What became of a pass.
 *
 * @param rounds the plans that were carried out, the first one as it was shown; empty if there was nothing to do or a conflict
 * @param done the changes that succeeded, in order, of all rounds
 * @param failures what was tried and failed, or was not seen, with the reason in the kernel's words
 * @param blocked what was not tried, with the failure that it depends on
 * @param remaining sentences on what else is not as wanted: not converged, not seen, not verified, or not done because of a stop
 * @param conflicts what is wanted but owned by others; if the first look found any, nothing was done
 * @param settled what is wanted, its open fields filled in
 * @param stopped whether a stop kept changes from being done
 */
public record Report(List<Plan> rounds, List<Change<?>> done, Map<ResourceId, String> failures, Map<ResourceId, String> blocked,
        List<String> remaining, List<Plan.Conflict> conflicts, Resources settled, boolean stopped) {

    static Report untouched(Outlook outlook) {
        return new Report(List.of(), List.of(), outlook.blindness().unseen(), outlook.held(), outlook.blindness().unnamed(),
                outlook.plan().conflicts(), outlook.settled(), false);
    }

    /** This one with further sentences on what is not as wanted. */
    Report and(List<String> sentences) {
        List<String> all = new ArrayList<>(remaining);
        all.addAll(sentences);
        return new Report(rounds, done, failures, blocked, all, conflicts, settled, stopped);
    }

    /** Whether all is as wanted, as seen by a look after the last change. */
    public boolean converged() {
        return failures.isEmpty() && blocked.isEmpty() && remaining.isEmpty() && conflicts.isEmpty() && !stopped;
    }
}
