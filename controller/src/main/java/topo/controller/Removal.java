package topo.controller;

import java.util.Map;
import java.util.function.Supplier;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Resources;
import topo.engine.Pass;
import topo.engine.Progress;
import topo.engine.Report;
import topo.store.RunLock;
import topo.store.TopologyRecord;

/** Destroys topologies that are declared no longer. For the controller's thread. */
final class Removal {
    private static final long LOCK_MILLIS = 1_000;

    private final Controller controller;
    private final Remembered remembered;
    private final Supplier<Tools> tools;

    Removal(Controller controller, Remembered remembered, Supplier<Tools> tools) {
        this.controller = controller;
        this.remembered = remembered;
        this.tools = tools;
    }

    /** Whether nothing of it is left. {@code why}: for the record of what was done. */
    boolean destroy(Lab lab, String why) {
        return RunLock.take(controller.around().run(), "topo controller", LOCK_MILLIS, holder -> {}).during(() -> {
            TopologyRecord record = remembered.record(lab.name());
            try (Tools open = tools.get()) {
                Resources recorded = lab.version() == null ? Resources.NONE : lab.version().recorded();
                boolean search = lab.version() == null || !lab.version().whole();
                record.beginRemoval();
                Report report = new Pass(open.kinds(), new Pass.Rules(false, false, Map.of()), Progress.NONE, controller.queue()::isClosed)
                        .run(() -> new Look(new Mark(lab.name()), Resources.NONE, recorded, record.memory(), search));
                return conclude(lab, record, report, why);
            }
        });
    }

    private boolean conclude(Lab lab, TopologyRecord record, Report report, String why) {
        if (report.converged()) {
            record.remove();
            controller.write(Entry.of(controller.now(), lab.name(), "destroyed", why));
            controller.refresh();
            return true;
        }
        String left = report.failures().isEmpty() ? String.join("; ", report.remaining()) : report.failures().toString();
        controller.write(Entry.of(controller.now(), lab.name(), "failed", "destroy: " + left));
        return false;
    }
}
