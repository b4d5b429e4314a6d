package topo.reconcilers.cgroup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import topo.api.SurroundingsException;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;
import topo.reconcilers.cgroup.Limits.MemoryLimits;
import topo.reconcilers.cgroup.Limits.Throttle;

/** What wanted cgroups need and this host may lack; found before anything is changed. */
final class Requirements {
    private final CgroupLayout layout;
    private final Map<String, Cgroup> wanted = new HashMap<>();
    private final List<String> missing = new ArrayList<>();

    Requirements(CgroupLayout layout, List<Cgroup> wanted) {
        this.layout = layout;
        wanted.forEach(cgroup -> this.wanted.put(cgroup.name(), cgroup));
    }

    /** @throws SurroundingsException that names all that is missing, a line each */
    void check() {
        wanted.values().forEach(this::check);
        if (!missing.isEmpty()) {
            missing.sort(null);
            throw new SurroundingsException(String.join("\n", missing));
        }
    }

    private void check(Cgroup cgroup) {
        for (Controller controller : cgroup.limits().controllers()) {
            Hierarchy hierarchy = layout.of(controller).orElse(null);
            if (hierarchy == null) {
                miss(cgroup, Placement.missing(controller, layout));
            } else if (!hierarchy.unified()) {
                checkLegacy(cgroup, controller, hierarchy);
            }
        }
        for (Throttle throttle : cgroup.limits().io().max()) {
            if (Disks.numbers(throttle.device()) == null) {
                miss(cgroup, "io.max: " + throttle.device() + " is no disk of this machine");
            }
        }
        for (String above : Cgroup.above(cgroup.name())) {
            Cgroup parent = wanted.get(above);
            if (parent != null) {
                checkBelow(cgroup, parent);
            }
        }
        if (cgroup.limits().controllers().isEmpty() && layout.home().isEmpty()) {
            Placement.of(cgroup, layout);
        }
    }

    private void checkLegacy(Cgroup cgroup, Controller controller, Hierarchy hierarchy) {
        MemoryLimits memory = cgroup.limits().memory();
        if (controller == Controller.MEMORY) {
            needUnified(cgroup, "memory.high", memory.high(), controller, hierarchy);
            needUnified(cgroup, "memory.low", memory.low(), controller, hierarchy);
            needUnified(cgroup, "memory.min", memory.min(), controller, hierarchy);
            if (memory.swapMax() != null && memory.max() == null) {
                miss(cgroup, "memory.swapMax needs memory.max as well: cgroup v1 limits memory and swap together");
            } else if (memory.swapMax() != null && !CgroupDirectory.root(hierarchy).has(LegacyFiles.MEMORY_AND_SWAP)) {
                miss(cgroup, "memory.swapMax: this kernel does not account for swap; boot it with swapaccount=1");
            }
        } else if (controller == Controller.IO) {
            needUnified(cgroup, "io.weight", cgroup.limits().io().weight(), controller, hierarchy);
        }
    }

    private void needUnified(Cgroup cgroup, String field, Object value, Controller controller, Hierarchy hierarchy) {
        if (value != null) {
            miss(cgroup, field + " needs cgroup v2, and the " + controller.unifiedName() + " controller is mounted as v1 here, at "
                    + hierarchy.root() + "; boot with systemd.unified_cgroup_hierarchy=1, or leave the field out");
        }
    }

    private void checkBelow(Cgroup cgroup, Cgroup parent) {
        Limits.Quota own = cgroup.limits().cpu().max();
        Limits.Quota most = parent.limits().cpu().max();
        boolean isLegacyCpu = layout.of(Controller.CPU).map(hierarchy -> !hierarchy.unified()).orElse(false);
        if (isLegacyCpu && own != null && most != null && own.micros() > most.micros()) {
            miss(cgroup, "cpu.max " + own + " is more than the " + most + " of cgroup " + parent.name() + ", which cgroup v1 refuses");
        }
        for (Controller controller : cgroup.limits().controllers()) {
            boolean isUnified = layout.of(controller).map(Hierarchy::unified).orElse(false);
            if (isUnified && !parent.members().isEmpty()) {
                miss(cgroup, "it has limits and is in cgroup " + parent.name() + ", which holds processes itself; cgroup v2 allows only one"
                        + " of both: give the namespaces to cgroups without others in them");
                return;
            }
        }
    }

    private void miss(Cgroup cgroup, String what) {
        missing.add("cgroup " + cgroup.name() + ": " + what);
    }
}
