package topo.reconcilers.cgroup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import topo.api.Look;
import topo.api.Observed;
import topo.api.ResourceId;
import topo.api.net.NetnsName;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.CgroupPath;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;

/**
 * Reads the cgroups of one topology. All that is in its folder is its own. A cgroup that is not declared and holds nothing but others
 * is a level on the way to them and no resource.
 */
final class CgroupObserver {
    private final CgroupLayout layout;
    private final Membership membership;
    private final Look look;
    private final String topology;
    private final Map<String, Cgroup> wanted = new LinkedHashMap<>();
    private final TreeMap<String, List<CgroupDirectory>> found = new TreeMap<>();
    private boolean hasFolder;

    CgroupObserver(CgroupLayout layout, Membership membership, Look look) {
        this.layout = layout;
        this.membership = membership;
        this.look = look;
        this.topology = look.mark().topology();
        look.desired().of(Cgroup.class).forEach(cgroup -> wanted.put(cgroup.name(), cgroup));
    }

    /** To be called once. */
    Map<ResourceId, Observed<Cgroup>> observe() {
        CgroupPath folder = Cgroup.folder(topology);
        for (Hierarchy hierarchy : layout.hierarchies()) {
            CgroupDirectory directory = CgroupDirectory.of(hierarchy, folder);
            if (directory.exists()) {
                hasFolder = true;
                collect(directory, "");
            } else if (!look.recorded().of(Cgroup.class).isEmpty() && isEmpty(directory.parent())) {
                hasFolder = true;
            }
        }
        Map<ResourceId, Observed<Cgroup>> observed = new HashMap<>();
        Map<NetnsName, List<Integer>> processes = membership.find(namespaces());
        found.forEach((name, directories) -> {
            Cgroup cgroup = read(name, directories, processes);
            if (wanted.containsKey(name) || !isLevelOnly(cgroup, directories)) {
                observed.put(cgroup.id(), Observed.ours(cgroup));
            }
        });
        if (hasFolder && found.isEmpty() && wanted.isEmpty()) {
            Cgroup left = new Cgroup(Cgroup.FOLDER, Limits.NONE, List.of(), 0);
            observed.put(left.id(), Observed.ours(left));
        }
        return observed;
    }

    /** The cgroup above all topologies with none in it is what a topo leaves that was killed before it made, or after it removed, the last. */
    private static boolean isEmpty(CgroupDirectory top) {
        return top.exists() && top.children().isEmpty();
    }

    /** Names that no document can have are made by others; they go with the cgroup that they are in. */
    private void collect(CgroupDirectory directory, String prefix) {
        for (CgroupDirectory child : directory.children()) {
            if (CgroupPath.isLevel(child.name())) {
                String name = prefix + child.name();
                found.computeIfAbsent(name, n -> new ArrayList<>()).add(child);
                collect(child, name + "/");
            }
        }
    }

    private boolean isLevelOnly(Cgroup cgroup, List<CgroupDirectory> directories) {
        String below = cgroup.name() + "/";
        String next = found.ceilingKey(below);
        if (next == null || !next.startsWith(below) || !cgroup.limits().equals(Limits.NONE)) {
            return false;
        }
        for (CgroupDirectory directory : directories) {
            if (!directory.processes().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private Cgroup read(String name, List<CgroupDirectory> directories, Map<NetnsName, List<Integer>> processes) {
        Cgroup want = wanted.get(name);
        Limits limits = limits(directories, want == null ? Limits.NONE : want.limits());
        if (want == null) {
            Cgroup before = recorded(name);
            return new Cgroup(name, limits, before == null ? List.of() : before.members(), 0);
        }
        List<NetnsName> members = new ArrayList<>(want.members());
        for (NetnsName netns : dropped(want)) {
            if (membership.holdsAny(directories, Cgroup.path(topology, name), processes.get(netns))) {
                members.add(netns);
            }
        }
        return new Cgroup(name, limits, members, membership.outside(want, topology, processes).size());
    }

    private Limits limits(List<CgroupDirectory> directories, Limits wantedLimits) {
        Limits limits = Limits.NONE;
        for (CgroupDirectory directory : directories) {
            LimitFiles files = LimitFiles.of(directory.hierarchy());
            for (Controller controller : files.in(directory)) {
                limits = files.read(controller, directory, limits, wantedLimits);
            }
        }
        return limits;
    }

    /** Namespaces whose processes an earlier version put into this cgroup, and this one does not. */
    private List<NetnsName> dropped(Cgroup want) {
        Cgroup before = recorded(want.name());
        if (before == null || want.members().containsAll(before.members())) {
            return List.of();
        }
        List<NetnsName> dropped = new ArrayList<>(before.members());
        dropped.removeAll(want.members());
        return dropped;
    }

    private Cgroup recorded(String name) {
        return look.recorded().get(Cgroup.id(name)).map(Cgroup.class::cast).orElse(null);
    }

    /** Those whose processes matter to a cgroup that exists. */
    private Set<NetnsName> namespaces() {
        Set<NetnsName> namespaces = new TreeSet<>();
        wanted.forEach((name, cgroup) -> {
            if (found.containsKey(name)) {
                namespaces.addAll(cgroup.members());
                namespaces.addAll(dropped(cgroup));
            }
        });
        return namespaces;
    }
}
