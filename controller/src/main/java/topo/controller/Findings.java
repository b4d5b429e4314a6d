package topo.controller;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import topo.api.Change;
import topo.api.Plan;
import topo.api.ResourceId;
import topo.engine.Outlook;
import topo.engine.Report;
import topo.trigger.Restraint;

/** What a pass says of each resource that there is something to say of. Pure. */
final class Findings {
    /** So often a failure may be chance. */
    private static final int FEW = 3;

    private final Round.Result result;
    private final Function<ResourceId, Restraint> restraints;
    private final Instant now;
    private final Map<ResourceId, ResourceStatus> found = new LinkedHashMap<>();

    /** {@code restraints}: of each resource, null if nothing is known of it. */
    private Findings(Round.Result result, Function<ResourceId, Restraint> restraints, Instant now) {
        this.result = result;
        this.restraints = restraints;
        this.now = now;
    }

    static Map<ResourceId, ResourceStatus> of(Round.Result result, Function<ResourceId, Restraint> restraints, Instant now) {
        Findings findings = new Findings(result, restraints, now);
        if (result.report() == null) {
            findings.differences(result.first(), Health.HEALTHY, "Drift");
        } else {
            findings.report(result.report());
        }
        return findings.found;
    }

    private void report(Report report) {
        result.first().blindness().unseen().forEach((id, reason) -> add(id, Sync.UNKNOWN, Health.DEGRADED, "NotSeen", reason));
        report.failures().forEach((id, reason) -> add(id, Sync.OUT_OF_SYNC, patience(id), "Failed", reason));
        for (Plan.Conflict conflict : report.conflicts()) {
            add(conflict.id(), Sync.OUT_OF_SYNC, Health.DEGRADED, "Conflict", conflict.reason());
        }
        result.withheld().forEach((id, reason) -> {
            boolean contended = isContended(id);
            add(id, Sync.OUT_OF_SYNC, contended ? Health.CONTENDED : patience(id), contended ? "Contended" : "Failed", reason);
        });
        report.blocked().forEach((id, reason) -> add(id, Sync.OUT_OF_SYNC, Health.PROGRESSING, "Blocked", reason));
        if (result.last() != null) {
            differences(result.last(), Health.DEGRADED, "NotConverged");
        } else if (!report.remaining().isEmpty()) {
            // The last look failed: what was changed may be right or not.
            for (Change<?> change : report.done()) {
                add(change.id(), Sync.UNKNOWN, Health.PROGRESSING, "NotVerified", String.join("; ", report.remaining()));
            }
        }
    }

    private void differences(Outlook outlook, Health health, String reason) {
        outlook.blindness().unseen().forEach((id, why) -> add(id, Sync.UNKNOWN, Health.DEGRADED, "NotSeen", why));
        for (Plan.Conflict conflict : outlook.plan().conflicts()) {
            add(conflict.id(), Sync.OUT_OF_SYNC, Health.DEGRADED, "Conflict", conflict.reason());
        }
        for (Change<?> change : outlook.plan().changes()) {
            if (!(change instanceof Change.Restore)) {
                add(change.id(), Sync.OUT_OF_SYNC, health, reason, words(change));
            }
        }
    }

    private Health patience(ResourceId id) {
        Restraint restraint = restraints.apply(id);
        return restraint != null && restraint.failures() >= FEW ? Health.DEGRADED : Health.PROGRESSING;
    }

    private boolean isContended(ResourceId id) {
        Restraint restraint = restraints.apply(id);
        return restraint != null && restraint.isContended();
    }

    /** What is said first of a resource stays. */
    private void add(ResourceId id, Sync sync, Health health, String reason, String message) {
        Restraint restraint = restraints.apply(id);
        found.putIfAbsent(id, new ResourceStatus(id, sync, health, reason, message, now, restraint == null ? 0 : restraint.failures()));
    }

    /** What is not as wanted, in one line. */
    static String words(Change<?> change) {
        if (change instanceof Change.Create) {
            return "is missing";
        } else if (change instanceof Change.Delete) {
            return "is there and not declared";
        } else if (change instanceof Change.Replace<?> replace) {
            return replace.reason();
        }
        StringBuilder words = new StringBuilder();
        for (Entry.Difference field : Entry.differences(change)) {
            words.append(words.length() == 0 ? "" : "; ").append(field);
        }
        return words.length() == 0 ? "differs" : words.toString();
    }
}
