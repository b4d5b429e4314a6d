package topo.reconcilers.cgroup;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import topo.api.Resource;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlNode;
import topo.kernel.cgroup.CgroupPath;
import topo.kernel.cgroup.IdSet;
import topo.reconcilers.cgroup.Limits.CpuLimits;
import topo.reconcilers.cgroup.Limits.CpusetLimits;
import topo.reconcilers.cgroup.Limits.IoLimits;
import topo.reconcilers.cgroup.Limits.MemoryLimits;

/** The list {@code cgroups}. A limit that says what the kernel does without it reads as no limit. */
public final class CgroupKind implements Kind<Cgroup> {
    private static final int MOST_LEVELS = 8;
    private static final int MOST_NAME = 255;

    @Override
    public String list() {
        return "cgroups";
    }

    @Override
    public String name() {
        return Cgroup.KIND;
    }

    @Override
    public Cgroup read(YamlMap entry) {
        String name = entry.require("name", CgroupKind::name);
        MemoryLimits memory = memory(entry.get("memory", YamlNode::asMap));
        CpuLimits cpu = cpu(entry.get("cpu", YamlNode::asMap));
        YamlMap pids = entry.get("pids", YamlNode::asMap);
        Long processes = pids == null ? null : pids.get("max", LimitValues.pids());
        CpusetLimits cpuset = cpuset(entry.get("cpuset", YamlNode::asMap));
        IoLimits io = IoValues.read(entry.get("io", YamlNode::asMap));
        List<NetnsName> members = entry.list("namespaces", CgroupKind::member);
        checkMembers(members, entry);
        return name == null ? null : new Cgroup(name, new Limits(memory, cpu, processes, cpuset, io), members, 0);
    }

    private static String name(YamlNode node) {
        String name = node.asText();
        String[] levels = name.split("/", -1);
        if (levels.length > MOST_LEVELS || name.length() > MOST_NAME) {
            throw new IllegalArgumentException("a cgroup's name has at most " + MOST_LEVELS + " levels and " + MOST_NAME + " characters");
        }
        for (String level : levels) {
            if (CgroupPath.isKernelFile(level)) {
                throw new IllegalArgumentException("the kernel keeps the name \"" + level + "\" for a file in each cgroup");
            }
            if (!CgroupPath.isLevel(level)) {
                throw new IllegalArgumentException("the cgroup name " + node.describe() + " is not one or more levels separated by \"/\","
                        + " each at most 63 letters, digits, \"_\", \".\" or \"-\" that start with a letter or digit");
            }
        }
        return name;
    }

    private static MemoryLimits memory(YamlMap map) {
        if (map == null) {
            return MemoryLimits.NONE;
        }
        Long max = map.get("max", LimitValues.bytesUpTo());
        Long high = map.get("high", LimitValues.bytesUpTo());
        Long low = map.get("low", LimitValues.bytes());
        Long min = map.get("min", LimitValues.bytes());
        Long swap = map.get("swapMax", LimitValues.bytes());
        return new MemoryLimits(LimitValues.orDefault(max, Limits.UNLIMITED), LimitValues.orDefault(high, Limits.UNLIMITED),
                LimitValues.orDefault(low, 0), LimitValues.orDefault(min, 0), LimitValues.orDefault(swap, Limits.UNLIMITED));
    }

    private static CpuLimits cpu(YamlMap map) {
        if (map == null) {
            return CpuLimits.NONE;
        }
        Limits.Quota max = map.get("max", LimitValues.cores());
        return new CpuLimits(max == null || max.micros() == Limits.UNLIMITED ? null : max, map.get("weight", LimitValues.weight()));
    }

    private static CpusetLimits cpuset(YamlMap map) {
        if (map == null) {
            return CpusetLimits.NONE;
        }
        return new CpusetLimits(map.get("cpus", LimitValues.ids()), map.get("mems", LimitValues.ids()));
    }

    private static NetnsName member(YamlNode node) {
        NetnsName netns = Values.netnsName().read(node);
        node.place().problems().reference(node.place(), netns);
        return netns;
    }

    private static void checkMembers(List<NetnsName> members, YamlMap entry) {
        Set<NetnsName> seen = new HashSet<>();
        for (NetnsName netns : members) {
            if (!seen.add(netns)) {
                entry.problem("namespaces", "names namespace " + netns + " twice");
            }
        }
    }

    /** CPUs and memory nodes are always among those of the cgroups above. */
    @Override
    public void check(Cgroup cgroup, YamlMap entry, Resources all) {
        for (String above : Cgroup.above(cgroup.name())) {
            Resource resource = all.get(Cgroup.id(above)).orElse(null);
            if (resource instanceof Cgroup parent) {
                checkWithin("cpus", cgroup.limits().cpuset().cpus(), parent, parent.limits().cpuset().cpus(), entry);
                checkWithin("mems", cgroup.limits().cpuset().mems(), parent, parent.limits().cpuset().mems(), entry);
            }
        }
    }

    private static void checkWithin(String field, IdSet own, Cgroup parent, IdSet allowed, YamlMap entry) {
        if (own != null && allowed != null && !allowed.containsAll(own)) {
            YamlMap cpuset = entry.get("cpuset", YamlNode::asMap);
            cpuset.problem(field, own + " is not within the " + allowed + " of cgroup " + parent.name() + ", which it is in");
        }
    }
}
