package topo.kernel.cgroup;

import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * One cgroup hierarchy. {@code root}: the folder that topo works below; {@code path}: what /proc/PID/cgroup calls that folder, empty
 * for the hierarchy's own root; {@code controllers}: those that can be used in it; {@code covered}: the folders below the root on which
 * something is mounted, so that what is there is not what the hierarchy has.
 */
public record Hierarchy(Path root, String path, boolean unified, Set<Controller> controllers, List<Path> covered) {
    public Hierarchy {
        Set<Controller> sorted = EnumSet.noneOf(Controller.class);
        sorted.addAll(controllers);
        controllers = Collections.unmodifiableSet(sorted);
        covered = List.copyOf(covered);
    }

    /** One with nothing mounted below. */
    public Hierarchy(Path root, String path, boolean unified, Set<Controller> controllers) {
        this(root, path, unified, controllers, List.of());
    }

    public boolean has(Controller controller) {
        return controllers.contains(controller);
    }
}
