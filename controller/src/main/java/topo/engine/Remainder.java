package topo.engine;

import java.util.ArrayList;
import java.util.List;
import topo.api.Change;
import topo.api.Change.FieldChange;
import topo.api.Plan;
import topo.api.Plan.Conflict;

/** Sentences on what a pass leaves undone. */
final class Remainder {
    private Remainder() {}

    static List<String> notDone(List<Change<?>> changes) {
        List<String> lines = new ArrayList<>();
        for (Change<?> change : changes) {
            lines.add("not done: " + verb(change) + " " + PlanText.plain(change.title()));
        }
        return lines;
    }

    private static String verb(Change<?> change) {
        if (change instanceof Change.Create) {
            return "create";
        } else if (change instanceof Change.Update) {
            return "change";
        } else if (change instanceof Change.Replace) {
            return "replace";
        } else if (change instanceof Change.Restore) {
            return "put back";
        }
        return "delete";
    }

    /** What a second look found to be still different; what would only be put back along with that is left out. */
    static List<String> notConverged(Plan plan) {
        List<String> lines = new ArrayList<>();
        for (Conflict conflict : plan.conflicts()) {
            lines.add("not converged: " + PlanText.plain(conflict.id() + ": " + conflict.reason()));
        }
        for (Change<?> change : plan.changes()) {
            if (!(change instanceof Change.Restore)) {
                lines.add("not converged: " + PlanText.plain(change.title()) + ": " + difference(change));
            }
        }
        return lines;
    }

    private static String difference(Change<?> change) {
        if (change instanceof Change.Create) {
            return "is missing";
        } else if (change instanceof Change.Update<?> update) {
            return fields(update.fields());
        } else if (change instanceof Change.Replace<?> replace) {
            return "needs to be replaced (" + PlanText.plain(replace.reason()) + ")";
        }
        return "is still there";
    }

    private static String fields(List<FieldChange> fields) {
        StringBuilder text = new StringBuilder();
        for (FieldChange field : fields) {
            text.append(text.length() == 0 ? "" : "; ").append(field.name()).append(" wanted ").append(PlanText.value(field.to()))
                    .append(", is ").append(PlanText.value(field.from()));
        }
        return text.length() == 0 ? "differs" : text.toString();
    }
}
