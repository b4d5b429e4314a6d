package topo.kernel.cgroup;

import java.util.EnumSet;
import java.util.Set;

/** The resource controllers that topo sets limits with (man 7 cgroups; Linux Documentation/admin-guide/cgroup-v2.rst). */
public enum Controller {
    MEMORY("memory", "memory"),
    CPU("cpu", "cpu"),
    PIDS("pids", "pids"),
    CPUSET("cpuset", "cpuset"),
    /** v1 calls it blkio. */
    IO("io", "blkio");

    private final String unified;
    private final String legacy;

    Controller(String unified, String legacy) {
        this.unified = unified;
        this.legacy = legacy;
    }

    /** Those among these words; other words are controllers that topo does not use. */
    public static Set<Controller> named(String[] words, boolean unified) {
        Set<Controller> found = EnumSet.noneOf(Controller.class);
        for (String word : words) {
            for (Controller controller : values()) {
                if (word.equals(unified ? controller.unified : controller.legacy)) {
                    found.add(controller);
                }
            }
        }
        return found;
    }

    /** Its name in cgroup.controllers of v2. */
    public String unifiedName() {
        return unified;
    }

    /** Its name among the mount options of v1. */
    public String legacyName() {
        return legacy;
    }
}
