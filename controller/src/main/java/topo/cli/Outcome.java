package topo.cli;

import java.util.ArrayList;
import java.util.List;
import topo.api.Plan;
import topo.engine.Outlook;
import topo.engine.Report;

/**
 * What became of one topology in an apply or destroy, or what a diff of it shows.
 *
 * @param plan what was found to be done at first
 * @param outlook the look that found it, or null if it took none
 * @param report what was done, or null if nothing was tried
 */
record Outcome(String topology, Plan plan, Outlook outlook, Report report, Aftermath after) {

    static Outcome planned(String topology, Plan plan) {
        return new Outcome(topology, plan, null, null, Aftermath.NONE);
    }

    static Outcome seen(String topology, Outlook outlook) {
        return new Outcome(topology, outlook.plan(), outlook, null, Aftermath.NONE);
    }

    Outcome done(Report done) {
        return new Outcome(topology, plan, outlook, done, after);
    }

    Outcome then(Aftermath aftermath) {
        return new Outcome(topology, plan, outlook, report, aftermath);
    }

    /** This one with the other's conflicts besides its own. */
    Outcome and(Outcome clash) {
        List<Plan.Conflict> conflicts = new ArrayList<>(plan.conflicts());
        for (Plan.Conflict conflict : clash.plan().conflicts()) {
            if (plan.conflicts().stream().noneMatch(own -> own.id().equals(conflict.id()))) {
                conflicts.add(conflict);
            }
        }
        return new Outcome(topology, new Plan(plan.steps(), conflicts), outlook, report, after);
    }

    /** A word for scripts. */
    String result() {
        if (after.restored() != null) {
            return after.restored().converged() ? "rolled-back" : "rollback-failed";
        } else if (!plan.conflicts().isEmpty()) {
            return "conflict";
        } else if (report == null && outlook != null && !outlook.blindness().isEmpty()) {
            return "unseen";
        } else if (report == null) {
            return plan.isEmpty() ? "unchanged" : "planned";
        } else if (report.stopped()) {
            return "stopped";
        } else if (!report.converged()) {
            return "failed";
        }
        return report.rounds().isEmpty() ? "unchanged" : "converged";
    }

    private Exit exit() {
        return switch (result()) {
            case "conflict" -> Exit.CONFLICT;
            case "failed", "stopped", "unseen", "rolled-back", "rollback-failed" -> Exit.FAILED;
            default -> Exit.DONE;
        };
    }

    /** The gravest of all. */
    static Exit exit(List<Outcome> outcomes) {
        Exit exit = Exit.DONE;
        for (Outcome outcome : outcomes) {
            exit = exit.and(outcome.exit());
        }
        return exit;
    }
}
