package topo.cli;

import java.util.List;
import topo.api.Plan;
import topo.engine.Outlook;
import topo.engine.Progress;
import topo.engine.Registered;
import topo.engine.Report;
import topo.engine.Restoration;
import topo.store.RecordCopy;

/** What one topology was before an apply, in the kernel and in its record, so that all of it can be brought back. */
final class Undo implements AutoCloseable {
    private final Target target;
    private final RecordCopy record;
    private final Restoration state;

    private Undo(Target target, RecordCopy record, Restoration state) {
        this.target = target;
        this.record = record;
        this.state = state;
    }

    /** Looks; to be called before the first change. {@code next}: the look that found what is to be done. */
    static Undo of(List<Registered<?>> kinds, Target target, Outlook next) {
        return new Undo(target, target.record().copy(), Restoration.of(kinds, target.recorded(), next.look()));
    }

    /** What of the plan could not be undone. */
    List<Plan.Conflict> obstacles(Plan plan) {
        return state.obstacles(plan);
    }

    /** To be called before the plan is carried out. */
    void keep(Plan plan) {
        state.keep(plan);
    }

    /** Brings it back and verifies it; what was wanted meanwhile stays remembered as an earlier version unless all is back. */
    Report restore(Progress progress) {
        Report report = state.restore(target.desired(), progress);
        if (report.converged()) {
            target.record().restore(record);
        } else {
            target.record().restoreInPart(record);
        }
        return report;
    }

    @Override
    public void close() {
        state.close();
    }
}
