package topo.reconcilers.cgroup;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import topo.api.Field;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.kernel.cgroup.CgroupPath;

/**
 * A cgroup of a topology. {@code name}: its path below {@code topo/<topology>}, levels separated by "/". {@code members}: the
 * namespaces whose processes belong into it, or into one below it; sorted. {@code outside}: how many of these are elsewhere; what is
 * wanted is 0.
 */
public record Cgroup(String name, Limits limits, List<NetnsName> members, int outside) implements Resource {
    public static final String KIND = "cgroup";

    /** The name under which the topology's own folder is reported when it is all that is left. */
    static final String FOLDER = ".";
    /** Where the folders of all topologies are. */
    static final CgroupPath TOP = new CgroupPath("topo");

    public Cgroup {
        members = List.copyOf(new TreeSet<>(members));
    }

    /** Where all cgroups of a topology are; being there is what marks them as its own. */
    public static CgroupPath folder(String topology) {
        return TOP.child(topology);
    }

    /** Where the cgroup of this name is, below the root of each hierarchy. */
    public static CgroupPath path(String topology, String name) {
        return name.equals(FOLDER) ? folder(topology) : folder(topology).child(name);
    }

    static ResourceId id(String name) {
        return new ResourceId(KIND, NetnsName.HOST, name);
    }

    @Override
    public ResourceId id() {
        return id(name);
    }

    @Override
    public String title() {
        return name.equals(FOLDER) ? "cgroup folder of the topology" : id().toString();
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = limits.fields();
        if (!members.isEmpty()) {
            fields.add(new Field("namespaces", members));
        }
        if (outside != 0) {
            fields.add(new Field("processes outside", outside));
        }
        return fields;
    }

    /** The cgroups that it is in, and its namespaces. */
    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        Set<ResourceId> needed = new HashSet<>();
        for (String above : above(name)) {
            addIfThere(needed, id(above), all);
        }
        for (NetnsName netns : members) {
            addIfThere(needed, new ResourceId("namespace", NetnsName.HOST, netns.value()), all);
        }
        return needed;
    }

    private static void addIfThere(Set<ResourceId> needed, ResourceId id, Resources all) {
        if (all.contains(id)) {
            needed.add(id);
        }
    }

    /** A process is in one cgroup only. The name is no claim: each topology has a folder of its own. */
    @Override
    public Set<String> claims() {
        Set<String> claims = new TreeSet<>();
        for (NetnsName netns : members) {
            claims.add("cgroup for the processes of namespace " + netns);
        }
        return claims;
    }

    /** {@code a} and {@code a/b} for {@code a/b/c}. */
    static List<String> above(String name) {
        List<String> names = new ArrayList<>();
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            names.add(name.substring(0, slash));
        }
        return names;
    }
}
