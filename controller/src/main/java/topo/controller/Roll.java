package topo.controller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    /** Of what was found to be the same as the version in use. */
    private final Map<String, Object> stamps = new HashMap<>();

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
            boolean changed = lab.version() == null || isOther(lab.version(), name);
            if (changed && lab.trouble().isEmpty() || !samePause(lab)) {
                queue.urge(Wake.whole(name, changed ? Wake.APPLY : Wake.COMMAND));
            }
        }
        List<String> gone = new ArrayList<>();
        for (Lab lab : List.copyOf(labs.all())) {
            if (!names.contains(lab.name())) {
                labs.remove(lab.name());
                stamps.remove(lab.name());
                gone.add(lab.name());
            }
        }
        return gone;
    }

    /** To read a large document twice a second only to see that it is the same would be most of what an idle controller does. */
    private boolean isOther(Version version, String name) {
        Object stamp = remembered.folder().stamp(name);
        if (stamp != null && (stamp.equals(version.stamp()) || stamp.equals(stamps.get(name)))) {
            return false;
        }
        Optional<String> text = remembered.record(name).wanted().map(TopologyRecord.Version::text);
        boolean other = text.isPresent() && !text.get().equals(version.text());
        if (!other) {
            stamps.put(name, stamp);
        }
        return other;
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
