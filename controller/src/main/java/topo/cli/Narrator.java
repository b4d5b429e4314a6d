package topo.cli;

import java.io.PrintStream;
import topo.api.Change;
import topo.api.Plan;
import topo.api.ResourceId;
import topo.engine.PlanText;
import topo.engine.Progress;

/** Tells an execution while it goes on: each change as its step begins, in the words of the plan, and failures as they come. */
final class Narrator implements Progress {
    private final PrintStream lines;
    private final Output output;
    private final ProgressLine progress;
    private PlanText text;
    private int rounds;
    private boolean failed;

    /** {@code lines}: where the changes go; failures go to the messages. */
    Narrator(PrintStream lines, Output output) {
        this.lines = lines;
        this.output = output;
        this.progress = new ProgressLine(output);
    }

    @Override
    public void planned(Plan plan) {
        text = new PlanText(plan, output.colour());
        progress.planned(plan);
        if (++rounds > 1) {
            output.message("a second look found more to do:");
        }
    }

    @Override
    public void begun(Plan.Step step) {
        progress.takeBack();
        // One print for all: each costs a walk through the stream's layers, which are not compiled yet in a first apply.
        StringBuilder told = new StringBuilder();
        for (Change<?> change : step.changes()) {
            if (!step.deleting() || change instanceof Change.Delete) {
                for (String line : text.of(change)) {
                    told.append(line).append('\n');
                }
            }
        }
        lines.print(told);
        lines.flush();
        progress.begun(step);
    }

    @Override
    public void ended(Plan.Step step) {
        progress.ended(step);
    }

    boolean hasFailed() {
        return failed;
    }

    @Override
    public void failed(Change<?> change, String message) {
        failed = true;
        progress.takeBack();
        output.message(named(change.id(), message));
    }

    @Override
    public void blocked(Change<?> change, String message) {
        progress.takeBack();
        output.message(named(change.id(), message));
    }

    /** A kind's message names its resource as a rule; where it does not, the name is put before it. */
    static String named(ResourceId id, String message) {
        return message.contains(id.toString()) ? message : id + ": " + message;
    }
}
