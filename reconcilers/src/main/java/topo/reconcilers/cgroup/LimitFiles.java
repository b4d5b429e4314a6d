package topo.reconcilers.cgroup;

import java.util.Set;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;

/** The files of one cgroup's limits, in the words of v1 or v2. */
interface LimitFiles {
    static LimitFiles of(Hierarchy hierarchy) {
        return hierarchy.unified() ? new UnifiedFiles() : new LegacyFiles();
    }

    /** The controllers whose files the cgroup has. */
    Set<Controller> in(CgroupDirectory directory);

    /** {@code soFar} with this controller's limits. {@code wanted} only tells a declared value from an inherited one that equals it. */
    Limits read(Controller controller, CgroupDirectory directory, Limits soFar, Limits wanted);

    /** Writes what differs; a limit that is null becomes the kernel's default. */
    void write(Controller controller, CgroupDirectory directory, Limits to);
}
