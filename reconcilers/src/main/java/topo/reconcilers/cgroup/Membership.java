package topo.reconcilers.cgroup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupException;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.CgroupPath;
import topo.kernel.cgroup.CgroupProcesses;
import topo.kernel.cgroup.Hierarchy;
import topo.kernel.cgroup.NetnsProcesses;
import topo.kernel.cgroup.ProcessCgroups;

/** Which processes belong into a cgroup by their network namespace, and moving them. A process in a cgroup below counts as inside. */
final class Membership {
    /** A process may fork between being seen and being moved; its children are then found in the next round. */
    private static final int MOST_ROUNDS = 8;

    private final CgroupLayout layout;
    private final CgroupProcesses processes;
    private final NetnsProcesses netnsProcesses;

    Membership(CgroupLayout layout, CgroupProcesses processes, NetnsProcesses netnsProcesses) {
        this.layout = layout;
        this.processes = processes;
        this.netnsProcesses = netnsProcesses;
    }

    /** The processes of these namespaces; asks nothing for none. */
    Map<NetnsName, List<Integer>> find(Collection<NetnsName> namespaces) {
        return namespaces.isEmpty() ? Map.of() : netnsProcesses.find(namespaces);
    }

    /** The processes that belong into this cgroup and are elsewhere in one of the hierarchies that it must be in. */
    Set<Integer> outside(Cgroup cgroup, String topology, Map<NetnsName, List<Integer>> found) {
        Set<Integer> outside = new LinkedHashSet<>();
        if (cgroup.members().isEmpty()) {
            return outside;
        }
        Set<Hierarchy> hierarchies = Placement.of(cgroup, layout).keySet();
        CgroupPath path = Cgroup.path(topology, cgroup.name());
        for (NetnsName netns : cgroup.members()) {
            for (int pid : found.getOrDefault(netns, List.of())) {
                Optional<ProcessCgroups> where = processes.cgroupsOf(pid);
                if (where.isPresent() && !isInside(where.get(), hierarchies, path) && !processes.isEnding(pid)) {
                    outside.add(pid);
                }
            }
        }
        return outside;
    }

    private static boolean isInside(ProcessCgroups where, Set<Hierarchy> hierarchies, CgroupPath path) {
        for (Hierarchy hierarchy : hierarchies) {
            if (!where.isInside(hierarchy, path)) {
                return false;
            }
        }
        return true;
    }

    /** Whether one of these processes is in this very cgroup, in any of these hierarchies. */
    boolean holdsAny(List<CgroupDirectory> directories, CgroupPath path, List<Integer> pids) {
        for (int pid : pids) {
            Optional<ProcessCgroups> where = processes.cgroupsOf(pid);
            for (CgroupDirectory directory : directories) {
                if (where.isPresent() && where.get().isIn(directory.hierarchy(), path)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Moves in all that belong into these cgroups, until no more are found; failures go to the session. */
    void gather(List<Cgroup> cgroups, Session session) {
        Set<NetnsName> namespaces = new TreeSet<>();
        cgroups.forEach(cgroup -> namespaces.addAll(cgroup.members()));
        for (int round = 0; round < MOST_ROUNDS && !namespaces.isEmpty(); round++) {
            Map<NetnsName, List<Integer>> found = find(namespaces);
            boolean moved = false;
            for (Cgroup cgroup : cgroups) {
                if (!session.hasFailed(cgroup.id())) {
                    moved |= gather(cgroup, found, session);
                }
            }
            if (!moved) {
                return;
            }
        }
    }

    private boolean gather(Cgroup cgroup, Map<NetnsName, List<Integer>> found, Session session) {
        boolean moved = false;
        try {
            for (int pid : outside(cgroup, session.mark().topology(), found)) {
                moved |= enter(cgroup, session.mark().topology(), pid);
            }
        } catch (CgroupException refused) {
            session.fail(cgroup.id(), "move the processes of " + names(cgroup) + " into " + cgroup.id() + ": " + refused.getMessage());
        }
        return moved;
    }

    private boolean enter(Cgroup cgroup, String topology, int pid) {
        CgroupPath path = Cgroup.path(topology, cgroup.name());
        boolean entered = false;
        for (Hierarchy hierarchy : Placement.of(cgroup, layout).keySet()) {
            ProcessCgroups where = processes.cgroupsOf(pid).orElse(null);
            if (where != null && !where.isInside(hierarchy, path)) {
                entered |= processes.enter(CgroupDirectory.of(hierarchy, path), pid);
            }
        }
        return entered;
    }

    private static String names(Cgroup cgroup) {
        StringBuilder names = new StringBuilder(cgroup.members().size() == 1 ? "namespace " : "namespaces ");
        for (int i = 0; i < cgroup.members().size(); i++) {
            names.append(i == 0 ? "" : ", ").append(cgroup.members().get(i));
        }
        return names.toString();
    }

    /** Takes the processes of namespaces that are no longer its members out of a cgroup: into the one that has them now, or to the root. */
    void expel(Cgroup cgroup, Collection<NetnsName> dropped, Session session) {
        Map<NetnsName, Cgroup> owners = new HashMap<>();
        for (Cgroup other : session.desired().of(Cgroup.class)) {
            other.members().forEach(netns -> owners.put(netns, other));
        }
        String topology = session.mark().topology();
        CgroupPath path = Cgroup.path(topology, cgroup.name());
        find(dropped).forEach((netns, pids) -> {
            for (int pid : pids) {
                for (Hierarchy hierarchy : holding(pid, path)) {
                    expel(pid, hierarchy, owners.get(netns), topology);
                }
            }
        });
    }

    private List<Hierarchy> holding(int pid, CgroupPath path) {
        List<Hierarchy> holding = new ArrayList<>();
        processes.cgroupsOf(pid).ifPresent(where -> {
            for (Hierarchy hierarchy : layout.hierarchies()) {
                if (where.isIn(hierarchy, path)) {
                    holding.add(hierarchy);
                }
            }
        });
        return holding;
    }

    private void expel(int pid, Hierarchy hierarchy, Cgroup owner, String topology) {
        if (owner != null) {
            CgroupDirectory target = CgroupDirectory.of(hierarchy, Cgroup.path(topology, owner.name()));
            if (target.exists()) {
                processes.enter(target, pid);
                return;
            }
        }
        processes.release(hierarchy, pid);
    }
}
