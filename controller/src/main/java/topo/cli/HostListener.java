package topo.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.engine.Place;
import topo.kernel.EventCalls;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupPath;
import topo.kernel.cgroup.Cgroups;
import topo.kernel.cgroup.Hierarchy;
import topo.kernel.events.Changes;
import topo.kernel.events.KernelEvents;
import topo.kernel.events.LegacyTables;
import topo.kernel.events.Settings;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;
import topo.reconcilers.cgroup.Cgroup;
import topo.reconcilers.nat.Nat;
import topo.reconcilers.sysctl.Sysctl;
import topo.trigger.Listener;

/** This host's kernel events, as places to look at. */
final class HostListener implements Listener {
    private final Host host;
    private final KernelEvents events;
    private final LegacyTables legacy;
    private final Cgroups cgroups;
    private final Whereabouts whereabouts = new Whereabouts();
    /** Namespaces with rules, to what their legacy tables were like when they were last looked at. */
    private final Map<NetnsName, Long> tables = new HashMap<>();
    private Collection<Topology> followed = Set.of();

    /** Listens from now on, to nothing yet. */
    HostListener(Host host) {
        EventCalls calls = new EventCalls();
        Kernel kernel = new Kernel(host);
        this.host = host;
        this.events = new KernelEvents(kernel.sys(), calls, kernel.namespaces(), Settings.standard(host.files()));
        this.legacy = new LegacyTables(kernel.sys(), calls, kernel.namespaces(), host.path("/proc/thread-self"));
        this.cgroups = new Cgroups(kernel.cgroupRoot());
    }

    @Override
    public void follow(Collection<Topology> topologies) {
        boolean same = followed.equals(topologies);
        if (!same) {
            Set<NetnsName> all = new TreeSet<>();
            for (Topology topology : topologies) {
                all.addAll(topology.resources().namespaces());
            }
            all.add(NetnsName.HOST);
            events.watch(all);
            whereabouts.of(topologies);
            learnNames();
            followTables(topologies);
            followed = Set.copyOf(topologies);
        }
        Map<NetnsName, Set<String>> sysctls = new HashMap<>();
        for (Topology topology : topologies) {
            for (Sysctl sysctl : topology.resources().of(Sysctl.class)) {
                sysctls.computeIfAbsent(sysctl.netns(), n -> new HashSet<>()).add(sysctl.name().path());
            }
        }
        events.watchSysctls(sysctls);
        events.watchFolders(folders(topologies));
    }

    /** The names that interfaces have before the first event of them. */
    private void learnNames() {
        try (Kernel kernel = new Kernel(host)) {
            for (NetnsName netns : whereabouts.crowded()) {
                kernel.sockets().get(netns).ifPresent(socket -> socket.links().forEach(link ->
                        whereabouts.named(netns, link.index(), link.name())));
            }
        }
    }

    private void followTables(Collection<Topology> topologies) {
        Set<NetnsName> withRules = new TreeSet<>();
        for (Topology topology : topologies) {
            topology.resources().of(Nat.class).forEach(nat -> withRules.add(nat.netns()));
        }
        synchronized (tables) {
            tables.keySet().retainAll(withRules);
            withRules.removeAll(tables.keySet());
            tables.putAll(legacy.fingerprints(withRules));
        }
    }

    /** The folders of the cgroups, and those that they are in up to the topology's, in every hierarchy. */
    private Set<Path> folders(Collection<Topology> topologies) {
        Set<Path> folders = new HashSet<>();
        for (Topology topology : topologies) {
            for (Cgroup cgroup : topology.resources().of(Cgroup.class)) {
                for (Hierarchy hierarchy : cgroups.layout().hierarchies()) {
                    String path = "";
                    for (String level : Cgroup.path(topology.name(), cgroup.name()).levels()) {
                        path = path.isEmpty() ? level : path + "/" + level;
                        folders.add(CgroupDirectory.of(hierarchy, new CgroupPath(path)).path());
                    }
                }
            }
        }
        return folders;
    }

    @Override
    public Heard take(Duration longest) throws InterruptedException {
        Changes changes = events.take(longest);
        if (changes.isEmpty()) {
            return Heard.NOTHING;
        }
        Set<Place> places = whereabouts.of(changes);
        if (!changes.files().isEmpty()) {
            places.add(Place.kinds(NetnsName.HOST, Set.of(Cgroup.KIND)));
        }
        if (changes.legacyTables()) {
            changedTables().forEach(netns -> places.add(Place.kinds(netns, Whereabouts.RULES)));
        }
        return new Heard(changes.everything(), places);
    }

    private Set<NetnsName> changedTables() {
        Set<NetnsName> changed = new TreeSet<>();
        synchronized (tables) {
            legacy.fingerprints(tables.keySet()).forEach((netns, now) -> {
                if (!now.equals(tables.put(netns, now))) {
                    changed.add(netns);
                }
            });
        }
        return changed;
    }

    @Override
    public void close() {
        events.close();
    }
}
