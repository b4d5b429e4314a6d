package topo.cli;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.engine.Place;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Sysctls;
import topo.kernel.events.LegacyTables;
import topo.reconcilers.Kernel;
import topo.reconcilers.cgroup.Cgroup;
import topo.reconcilers.cgroup.Strays;
import topo.reconcilers.nat.Nat;
import topo.reconcilers.sysctl.Sysctl;

/**
 * What changes without an event: processes that appear in a namespace or leave a cgroup, legacy iptables that a program with a lock of its
 * own changes, sysctls that the kernel changes by itself or whose watch it forgot. Each look tells where something is other than at the
 * one before; the first one after {@link #follow} compares with that moment. Thread-safe.
 */
final class Unannounced {
    private static final int LONGEST_SILENCE = 16;

    private final Kernel kernel;
    private final Sysctls sysctls;
    private final LegacyTables legacy;
    private final Strays strays;
    private Set<Strays.Stray> straying = Set.of();
    /** For how many looks in a row they are not told of, and how many that were. */
    private int silence;
    private int silent;
    /** Namespaces with rules, to what their legacy tables were like. */
    private final Map<NetnsName, Long> tables = new HashMap<>();
    private Map<NetnsName, Set<String>> paths = Map.of();
    private Map<NetnsName, Integer> values = Map.of();

    Unannounced(Kernel kernel, LegacyTables legacy, Strays strays) {
        this.kernel = kernel;
        this.sysctls = kernel.sysctls();
        this.legacy = legacy;
        this.strays = strays;
    }

    synchronized void follow(Collection<Topology> topologies) {
        Map<String, List<Cgroup>> cgroups = new HashMap<>();
        Set<NetnsName> withRules = new TreeSet<>();
        Map<NetnsName, Set<String>> named = new HashMap<>();
        for (Topology topology : topologies) {
            cgroups.put(topology.name(), topology.resources().of(Cgroup.class));
            topology.resources().of(Nat.class).forEach(nat -> withRules.add(nat.netns()));
            topology.resources().of(Sysctl.class)
                    .forEach(sysctl -> named.computeIfAbsent(sysctl.netns(), n -> new TreeSet<>()).add(sysctl.name().path()));
        }
        strays.watch(cgroups);
        straying = Set.of();
        tables.keySet().retainAll(withRules);
        withRules.removeAll(tables.keySet());
        tables.putAll(legacy.fingerprints(withRules));
        if (!named.equals(paths)) {
            paths = named;
            values = read();
        }
    }

    /** Those that stay outside, as nobody may move them, are told of ever more rarely; one that left again looks just the same. */
    synchronized Set<Place> strays() {
        Set<Strays.Stray> now = strays.find();
        boolean more = !straying.containsAll(now);
        straying = now;
        silent++;
        if (more || !now.isEmpty() && silent >= silence) {
            silence = more ? 1 : Math.min(2 * silence, LONGEST_SILENCE);
            silent = 0;
            return Set.of(Place.kinds(NetnsName.HOST, Set.of(Cgroup.KIND)));
        }
        return Set.of();
    }

    synchronized Set<Place> tables() {
        Set<Place> changed = new HashSet<>();
        legacy.fingerprints(tables.keySet()).forEach((netns, now) -> {
            if (!now.equals(tables.put(netns, now))) {
                changed.add(Place.kinds(netns, Whereabouts.RULES));
            }
        });
        return changed;
    }

    /** Whether no program has ever used legacy iptables in this namespace, as far as is known. */
    synchronized boolean hasNoTables(NetnsName netns) {
        return tables.getOrDefault(netns, 0L) == 0;
    }

    synchronized Set<Place> sysctls() {
        Map<NetnsName, Integer> before = values;
        values = read();
        Set<Place> changed = new HashSet<>();
        values.forEach((netns, now) -> {
            if (!now.equals(before.get(netns))) {
                changed.add(Place.kinds(netns, Whereabouts.SYSCTLS));
            }
        });
        return changed;
    }

    private Map<NetnsName, Integer> read() {
        Map<NetnsName, Integer> found = new HashMap<>();
        Set<NetnsName> named = new TreeSet<>(paths.keySet());
        if (named.remove(NetnsName.HOST)) {
            found.put(NetnsName.HOST, valuesOf(NetnsName.HOST));
        }
        if (!named.isEmpty()) {
            kernel.namespaces().insideEach(named, netns -> found.put(netns, valuesOf(netns)), (netns, gone) -> {
                if (gone.errno() != Errno.ENOENT && gone.errno() != Errno.EINVAL) {
                    throw gone;
                }
            });
        }
        return found;
    }

    /** Of the calling thread's namespace. */
    private int valuesOf(NetnsName netns) {
        int sum = 0;
        for (String path : paths.get(netns)) {
            sum = 31 * sum + valueOf(path).hashCode();
        }
        return sum;
    }

    private String valueOf(String path) {
        try {
            return sysctls.read(path);
        } catch (KernelException refused) {
            return refused.errno().name();
        }
    }
}
