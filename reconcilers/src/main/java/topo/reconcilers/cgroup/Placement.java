package topo.reconcilers.cgroup;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import topo.api.SurroundingsException;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;

/** In which hierarchies a cgroup must be: those of the controllers that its limits need, or one if there are none. */
final class Placement {
    private Placement() {}

    /** Each hierarchy with the controllers needed there. */
    static Map<Hierarchy, Set<Controller>> of(Cgroup cgroup, CgroupLayout layout) {
        Map<Hierarchy, Set<Controller>> needed = new LinkedHashMap<>();
        for (Controller controller : cgroup.limits().controllers()) {
            Hierarchy hierarchy = layout.of(controller).orElseThrow(() -> new SurroundingsException("cgroup " + cgroup.name() + ": "
                    + missing(controller, layout)));
            needed.computeIfAbsent(hierarchy, h -> EnumSet.noneOf(Controller.class)).add(controller);
        }
        if (needed.isEmpty()) {
            Hierarchy home = layout.home().orElseThrow(() -> new SurroundingsException("cgroup " + cgroup.name()
                    + ": no cgroup file system is mounted at or below " + layout.folder()
                    + "; mount one (mount -t cgroup2 none " + layout.folder() + ")"));
            needed.put(home, EnumSet.noneOf(Controller.class));
        }
        return needed;
    }

    /** That this controller cannot be used here, and what makes it usable. */
    static String missing(Controller controller, CgroupLayout layout) {
        String what = "the " + controller.unifiedName() + " controller is neither mounted as cgroup v1 below " + layout.folder()
                + " nor listed in cgroup.controllers of a cgroup v2 there";
        if (layout.hierarchies().isEmpty()) {
            return what + "; mount one (mount -t cgroup2 none " + layout.folder() + ")";
        }
        String boot = controller == Controller.MEMORY ? "; some kernels need cgroup_enable=memory on their command line" : "";
        for (Hierarchy hierarchy : layout.hierarchies()) {
            if (hierarchy.unified() && !hierarchy.path().isEmpty()) {
                return what + "; write +" + controller.unifiedName() + " to cgroup.subtree_control of the cgroup above " + hierarchy.root()
                        + boot;
            }
        }
        return what + "; see /proc/cgroups whether this kernel has it" + boot;
    }
}
