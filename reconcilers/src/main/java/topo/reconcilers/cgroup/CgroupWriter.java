package topo.reconcilers.cgroup;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import topo.kernel.Errno;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupException;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.CgroupMaker;
import topo.kernel.cgroup.CgroupPath;
import topo.kernel.cgroup.CgroupRemover;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;

/** Makes, sets and removes the cgroups of one topology; failures are {@link CgroupException}s. */
final class CgroupWriter {
    private final CgroupLayout layout;
    private final CgroupRemover remover;
    private final String topology;
    private final Map<String, Cgroup> wanted = new TreeMap<>();
    private final Set<String> levels = new HashSet<>();

    /** {@code wanted}: all cgroups that are to be there in the end. */
    CgroupWriter(CgroupLayout layout, CgroupRemover remover, String topology, List<Cgroup> wanted) {
        this.layout = layout;
        this.remover = remover;
        this.topology = topology;
        for (Cgroup cgroup : wanted) {
            this.wanted.put(cgroup.name(), cgroup);
            levels.addAll(Cgroup.above(cgroup.name()));
        }
    }

    /** Makes the cgroup where it is missing and sets all its limits, those that are not declared to the kernel's defaults. */
    void configure(Cgroup cgroup) {
        CgroupPath path = Cgroup.path(topology, cgroup.name());
        CgroupMaker maker = new CgroupMaker();
        for (Map.Entry<Hierarchy, Set<Controller>> place : Placement.of(cgroup, layout).entrySet()) {
            maker.make(place.getKey(), path, place.getValue());
        }
        layout.hierarchies().forEach(hierarchy -> write(hierarchy, cgroup));
    }

    private void write(Hierarchy hierarchy, Cgroup cgroup) {
        CgroupDirectory directory = CgroupDirectory.of(hierarchy, Cgroup.path(topology, cgroup.name()));
        if (directory.exists()) {
            write(directory, cgroup.limits());
        }
    }

    private static void write(CgroupDirectory directory, Limits limits) {
        LimitFiles files = LimitFiles.of(directory.hierarchy());
        for (Controller controller : files.in(directory)) {
            try {
                files.write(controller, directory, limits);
            } catch (CgroupException refused) {
                String hint = hint(controller, directory, refused.errno());
                throw hint.isEmpty() ? refused : refused.withHint(hint);
            }
        }
    }

    private static String hint(Controller controller, CgroupDirectory directory, Errno errno) {
        if (errno == Errno.ENOENT) {
            return "this kernel does not have it, or it is switched off (swap: boot with swapaccount=1)";
        }
        return switch (controller) {
            case MEMORY -> errno == Errno.EBUSY
                    ? "the processes inside use more, and nothing of it can be reclaimed: end some, or set a higher limit" : "";
            case CPUSET -> "all must be on this machine and in the cgroup above, which has CPUs " + allowed(directory, "cpuset.cpus")
                    + " and memory nodes " + allowed(directory, "cpuset.mems");
            case CPU -> errno == Errno.EINVAL && !directory.hierarchy().unified()
                    ? "cgroup v1 gives no cgroup more CPU time than the one that it is in" : "";
            case IO -> errno == Errno.ENODEV ? "a partition cannot be limited, the disk that it is on can" : "";
            case PIDS -> "";
        };
    }

    private static String allowed(CgroupDirectory directory, String file) {
        CgroupDirectory parent = directory.parent();
        String set = parent.find(directory.hierarchy().unified() ? file + ".effective" : file);
        return set == null || set.isEmpty() ? "as the machine" : set;
    }

    /**
     * Removes the cgroup with all in it and the levels above that nothing needs any more. One with wanted cgroups in it becomes a mere
     * level: no limits, no processes of its own.
     */
    void delete(Cgroup cgroup) {
        boolean isLevel = levels.contains(cgroup.name());
        CgroupPath path = Cgroup.path(topology, cgroup.name());
        for (Hierarchy hierarchy : layout.hierarchies()) {
            CgroupDirectory directory = CgroupDirectory.of(hierarchy, path);
            if (directory.exists() && isLevel) {
                write(directory, Limits.NONE);
                remover.release(directory);
                inherit(hierarchy, cgroup.name());
            } else if (directory.exists()) {
                remover.remove(directory);
            }
            if (!isLevel) {
                prune(hierarchy, cgroup.name());
            }
        }
    }

    /** Sets the wanted ones below again, as in v1 they have inherited what is no more. A map in order has parents first. */
    private void inherit(Hierarchy hierarchy, String name) {
        wanted.forEach((other, cgroup) -> {
            if (other.startsWith(name + "/")) {
                write(hierarchy, cgroup);
            }
        });
    }

    private void prune(Hierarchy hierarchy, String name) {
        List<String> above = Cgroup.above(name);
        for (int i = above.size() - 1; i >= 0; i--) {
            boolean isNeeded = wanted.containsKey(above.get(i)) || levels.contains(above.get(i));
            if (isNeeded || !remover.removeIfEmpty(CgroupDirectory.of(hierarchy, Cgroup.path(topology, above.get(i))))) {
                return;
            }
        }
        CgroupDirectory folder = CgroupDirectory.of(hierarchy, Cgroup.folder(topology));
        if (wanted.isEmpty() && remover.removeIfEmpty(folder)) {
            remover.removeTop(folder.parent());
        }
    }
}
