package topo.kernel.cgroup;

import java.util.List;
import java.util.Set;

/** Makes cgroups with all levels above them, so that limits can be set and processes can enter. What is there already stays. */
public final class CgroupMaker {
    private static final String SUBTREE = "cgroup.subtree_control";
    private static final String USE_HIERARCHY = "memory.use_hierarchy";

    /**
     * {@code needed}: the controllers whose files the cgroup must have. In v2 each level above must hand them out; no other controller
     * is touched. They stay handed out at the hierarchy's root, which others share.
     */
    public CgroupDirectory make(Hierarchy hierarchy, CgroupPath path, Set<Controller> needed) {
        Descent.to(hierarchy, path);
        CgroupDirectory directory = CgroupDirectory.root(hierarchy);
        for (String level : path.levels()) {
            if (hierarchy.unified()) {
                handOut(directory, needed);
            }
            directory = directory.child(level);
            boolean isNew = directory.make();
            if (!hierarchy.unified()) {
                prepare(directory, isNew);
            }
        }
        return directory;
    }

    private static void handOut(CgroupDirectory directory, Set<Controller> needed) {
        if (needed.isEmpty()) {
            return;
        }
        List<String> enabled = List.of(directory.read(SUBTREE).split(" "));
        StringBuilder missing = new StringBuilder();
        for (Controller controller : Controller.values()) {
            if (needed.contains(controller) && !enabled.contains(controller.unifiedName())) {
                missing.append(missing.length() == 0 ? "+" : " +").append(controller.unifiedName());
            }
        }
        if (missing.length() > 0) {
            handOut(directory, missing.toString());
        }
    }

    private static void handOut(CgroupDirectory directory, String controllers) {
        try {
            directory.write(SUBTREE, controllers);
        } catch (CgroupException refused) {
            int inside = directory.processes().size();
            throw inside == 0 ? refused : refused.withHint("cgroup v2 gives controllers to cgroups below only while no process is in the"
                    + " cgroup itself, and " + inside + (inside == 1 ? " is" : " are") + " in " + directory.path()
                    + ": move them into a cgroup below it");
        }
    }

    private static void prepare(CgroupDirectory directory, boolean isNew) {
        if (directory.hierarchy().has(Controller.CPUSET)) {
            LegacyCpuset.fill(directory);
        }
        // Before Linux 5.11 a limit bound the cgroups below only with this set, and it can be set only while there are none.
        if (isNew && directory.hierarchy().has(Controller.MEMORY) && "0".equals(directory.find(USE_HIERARCHY))) {
            directory.write(USE_HIERARCHY, "1");
        }
    }
}
