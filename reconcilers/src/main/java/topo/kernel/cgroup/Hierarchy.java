package topo.kernel.cgroup;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * One cgroup hierarchy. {@code root}: the folder that topo works below; {@code path}: what /proc/PID/cgroup calls that folder, empty
 * for the hierarchy's own root; {@code controllers}: those that can be used in it.
 */
public record Hierarchy(Path root, String path, boolean unified, Set<Controller> controllers) {
    public Hierarchy {
        Set<Controller> sorted = EnumSet.noneOf(Controller.class);
        sorted.addAll(controllers);
        controllers = Collections.unmodifiableSet(sorted);
    }

    public boolean has(Controller controller) {
        return controllers.contains(controller);
    }
}
