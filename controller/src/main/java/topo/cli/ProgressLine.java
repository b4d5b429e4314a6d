package topo.cli;

import java.io.PrintStream;
import topo.api.Plan;

/** A line at the bottom of a terminal that says how far an execution is, taken back before anything else is written. */
final class ProgressLine {
    /** Back to the first column, and clear from there to the end of the line (ECMA-48 EL). */
    private static final String TAKE_BACK = "\r\033[K";

    private final PrintStream terminal;
    private final boolean shown;
    private boolean standing;
    private int planned;
    private int done;

    ProgressLine(Output output) {
        this.terminal = output.err();
        this.shown = output.watched();
    }

    void planned(Plan plan) {
        for (Plan.Step step : plan.steps()) {
            planned += step.changes().size();
        }
    }

    void begun(Plan.Step step) {
        if (shown) {
            String doing = step.kind() + (step.deleting() ? ": deleting " : ": ") + step.changes().size();
            terminal.append("  " + done + " of " + planned + " done, " + doing + " under way");
            terminal.flush();
            standing = true;
        }
    }

    void ended(Plan.Step step) {
        done += step.changes().size();
        takeBack();
    }

    void takeBack() {
        if (standing) {
            terminal.append(TAKE_BACK).flush();
            standing = false;
        }
    }
}
