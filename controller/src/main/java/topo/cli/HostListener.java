package topo.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import topo.api.ResourceId;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.engine.Place;
import topo.kernel.EventCalls;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupPath;
import topo.kernel.cgroup.Cgroups;
import topo.kernel.cgroup.Hierarchy;
import topo.kernel.events.Aspect;
import topo.kernel.events.Author;
import topo.kernel.events.Changes;
import topo.kernel.events.Event;
import topo.kernel.events.KernelEvents;
import topo.kernel.events.LegacyTables;
import topo.kernel.events.Settings;
import topo.reconcilers.Host;
import topo.reconcilers.Kernel;
import topo.reconcilers.cgroup.Cgroup;
import topo.reconcilers.cgroup.Strays;
import topo.reconcilers.namespace.Namespace;
import topo.reconcilers.sysctl.Sysctl;
import topo.trigger.Listener;

/** This host's kernel events, as places to look at, and looks now and then at what the kernel tells nobody of. */
final class HostListener implements Listener {
    private static final long SECOND = 1_000_000_000L;

    private final Host host;
    private final KernelEvents events;
    private final Cgroups cgroups;
    private final Whereabouts whereabouts = new Whereabouts();
    private final Unannounced unannounced;
    private final Polls polls = new Polls(System::nanoTime);
    private List<Topology> followed = List.of();
    private Map<NetnsName, Set<String>> sysctls = Map.of();

    /** Listens from now on, to nothing yet. */
    HostListener(Host host) {
        EventCalls calls = new EventCalls();
        Kernel kernel = new Kernel(host);
        this.host = host;
        this.events = new KernelEvents(kernel.sys(), calls, kernel.namespaces(), Settings.standard(host.files()));
        this.cgroups = new Cgroups(kernel.cgroupRoot());
        LegacyTables legacy = new LegacyTables(kernel.sys(), calls, kernel.namespaces(), host.path("/proc/thread-self"));
        this.unannounced = new Unannounced(kernel, legacy, new Strays(cgroups, kernel.namespaces()::file, host.path("/proc")));
        polls.add(SECOND / 2, 10 * SECOND, unannounced::strays);
        polls.add(10 * SECOND, 120 * SECOND, unannounced::tables);
        polls.add(10 * SECOND, 120 * SECOND, unannounced::sysctls);
    }

    @Override
    public void follow(Collection<Topology> topologies) {
        if (isFollowed(topologies)) {
            return;
        }
        Set<NetnsName> all = new TreeSet<>();
        Map<NetnsName, Set<String>> paths = new HashMap<>();
        for (Topology topology : topologies) {
            all.addAll(topology.resources().namespaces());
            for (Sysctl sysctl : topology.resources().of(Sysctl.class)) {
                paths.computeIfAbsent(sysctl.netns(), n -> new HashSet<>()).add(sysctl.name().path());
            }
        }
        all.add(NetnsName.HOST);
        events.watch(all);
        whereabouts.of(topologies);
        learnNames();
        sysctls = paths;
        events.watchSysctls(paths);
        events.watchFolders(folders(topologies));
        unannounced.follow(topologies);
        followed = List.copyOf(topologies);
    }

    /** By identity, as to compare thousands of resources takes longer than what follows is worth. */
    private boolean isFollowed(Collection<Topology> topologies) {
        Iterator<Topology> before = followed.iterator();
        for (Topology topology : topologies) {
            if (!before.hasNext() || before.next() != topology) {
                return false;
            }
        }
        return !before.hasNext();
    }

    /** The files of sysctls go away with their namespace or interface. Everything else that is listened to is followed by itself. */
    @Override
    public void renew(Collection<ResourceId> changed) {
        Map<NetnsName, Set<String>> anew = new HashMap<>();
        for (ResourceId id : changed) {
            NetnsName netns = id.kind().equals(Namespace.KIND) ? new NetnsName(id.name()) : id.netns();
            if (sysctls.containsKey(netns)) {
                anew.put(netns, sysctls.get(netns));
            }
        }
        if (!anew.isEmpty()) {
            events.watchSysctls(anew);
        }
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

    /**
     * The folders of the cgroups, and those that they are in up to the hierarchy's root: a process that leaves goes there mostly, which is
     * written into a file of the root.
     */
    private Set<Path> folders(Collection<Topology> topologies) {
        Set<Path> folders = new HashSet<>();
        List<Hierarchy> hierarchies = cgroups.layout().hierarchies();
        for (Topology topology : topologies) {
            for (Cgroup cgroup : topology.resources().of(Cgroup.class)) {
                for (Hierarchy hierarchy : hierarchies) {
                    folders.add(hierarchy.root());
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
        Changes changes = events.take(Duration.ofNanos(Math.min(longest.toNanos(), polls.nanosToNext())));
        Set<Place> places = whereabouts.of(changes);
        if (!changes.files().isEmpty()) {
            places.add(Place.kinds(NetnsName.HOST, Set.of(Cgroup.KIND)));
        }
        if (changes.legacyTables()) {
            places.addAll(unannounced.tables());
        }
        places.addAll(polls.run());
        return changes.everything() || !places.isEmpty() ? new Heard(changes.everything(), places, authors(changes)) : Heard.NOTHING;
    }

    /** Only of rules that are kept in nf_tables alone, as nobody tells who changed the others. */
    private Map<Place, Set<String>> authors(Changes changes) {
        Map<Place, Set<String>> authors = new HashMap<>();
        if (changes.unseen() == 0 && !changes.everything() && !changes.legacyTables()) {
            for (Event event : changes.seen()) {
                Author author = event.notice().author();
                if (event.notice().aspect() == Aspect.NETFILTER && unannounced.hasNoTables(event.netns())) {
                    authors.computeIfAbsent(Place.kinds(event.netns(), Whereabouts.RULES), place -> new HashSet<>())
                            .add(author.program() + " (process " + author.pid() + ")");
                }
            }
        }
        return authors;
    }

    @Override
    public void close() {
        events.close();
    }
}
