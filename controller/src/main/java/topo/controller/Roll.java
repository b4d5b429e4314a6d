package topo.controller;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import topo.store.Pause;
import topo.store.TopologyRecord;
import topo.trigger.Wake;
import topo.trigger.WakeQueue;

/** Compares the topologies that are kept with those that are remembered. For the controller's thread. */
final class Roll {
    private final Remembered remembered;
    private final Labs labs;
    private final WakeQueue queue;
    private final Controller.Surroundings around;

    Roll(Remembered remembered, Labs labs, WakeQueue queue, Controller.Surroundings around) {
        this.remembered = remembered;
        this.labs = labs;
        this.queue = queue;
        this.around = around;
    }

    /** Asks for passes of those that are new or changed; drops those that are remembered no longer and returns their names. */
    List<String> call() {
        Set<String> names = new HashSet<>(remembered.folder().names());
        for (String name : names) {
            Lab lab = labs.get(name);
            if (lab == null) {
                labs.add(new Lab(name, around.random(), around.clock().instant()));
                queue.urge(Wake.whole(name, Wake.START));
                continue;
            }
            Optional<String> text = remembered.record(name).wanted().map(TopologyRecord.Version::text);
            boolean changed = lab.version() == null || text.isPresent() && !text.get().equals(lab.version().text());
            if (changed && lab.trouble().isEmpty() || !samePause(lab)) {
                queue.urge(Wake.whole(name, changed ? Wake.APPLY : Wake.COMMAND));
            }
        }
        List<String> gone = new ArrayList<>();
        for (Lab lab : List.copyOf(labs.all())) {
            if (!names.contains(lab.name())) {
                labs.remove(lab.name());
                gone.add(lab.name());
            }
        }
        return gone;
    }

    private boolean samePause(Lab lab) {
        Pause now = pause(lab.name());
        return now == null ? lab.pause() == null : now.equals(lab.pause());
    }

    /** Null if it is not paused. One whose time is over is taken away by the pass that follows. */
    Pause pause(String name) {
        return Pause.read(remembered.folder().folder(name)).filter(found -> !found.isOver(around.clock().instant().getEpochSecond()))
                .orElse(null);
    }
}
