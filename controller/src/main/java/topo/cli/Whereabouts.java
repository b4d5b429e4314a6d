package topo.cli;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.engine.Place;
import topo.kernel.events.Aspect;
import topo.kernel.events.Changes;
import topo.kernel.events.Event;

/**
 * Turns kernel events into places to look at. In a namespace with a few interfaces an event means a look at what is there; in one with
 * many, such as the host's that holds an end of every cable, it means the interface that the event names, so that a repair does not cost a
 * look at all of them.
 */
final class Whereabouts {
    static final Set<String> RULES = Set.of("nat", "firewall");
    private static final Set<String> ROUTES = Set.of("route", "nat");
    static final Set<String> SYSCTLS = Set.of("sysctl");
    private static final Set<String> POLICY = Set.of("rule");
    /** The kinds that the events of links and addresses are not about. */
    private static final Set<String> OTHERS = Set.of("nat", "firewall", "sysctl", "cgroup", "rule");
    private static final int FEW = 4;

    /** How many interfaces are declared there. */
    private final Map<NetnsName, Integer> interfaces = new HashMap<>();
    private final Map<NetnsName, Map<Integer, String>> names = new HashMap<>();
    private Set<String> structure = Set.of();

    /** Learns what is declared; may be called from another thread than {@link #of(Changes)}. */
    synchronized void of(Collection<Topology> topologies) {
        interfaces.clear();
        Set<String> kinds = new HashSet<>();
        for (Topology topology : topologies) {
            for (Resource resource : topology.resources().all()) {
                kinds.add(resource.id().kind());
                for (InterfaceFacts made : resource.interfaces()) {
                    interfaces.merge(made.netns(), 1, Integer::sum);
                }
            }
        }
        kinds.removeAll(OTHERS);
        structure = Set.copyOf(kinds);
    }

    /** The namespaces in which interfaces are told apart. */
    synchronized Set<NetnsName> crowded() {
        Set<NetnsName> crowded = new HashSet<>();
        interfaces.forEach((netns, count) -> {
            if (isCrowded(netns)) {
                crowded.add(netns);
            }
        });
        return crowded;
    }

    private boolean isCrowded(NetnsName netns) {
        return netns.isHost() || interfaces.getOrDefault(netns, 0) > FEW;
    }

    synchronized void named(NetnsName netns, int index, String name) {
        names.computeIfAbsent(netns, n -> new HashMap<>()).put(index, name);
    }

    synchronized Set<Place> of(Changes changes) {
        Set<Place> places = new HashSet<>();
        changes.netns().forEach((netns, aspects) -> {
            boolean byName = isCrowded(netns) && changes.unseen() == 0;
            for (Aspect aspect : aspects) {
                add(netns, aspect, byName, places);
            }
        });
        for (Event event : changes.seen()) {
            note(event, places);
        }
        return places;
    }

    private void add(NetnsName netns, Aspect aspect, boolean byName, Set<Place> places) {
        switch (aspect) {
            case NAMESPACE -> {
                names.remove(netns);
                places.add(Place.of(netns));
            }
            case LINKS, ADDRESSES -> {
                if (!byName && !structure.isEmpty()) {
                    places.add(Place.kinds(netns, structure));
                }
            }
            case ROUTES -> {
                places.add(Place.kinds(netns, ROUTES));
                if (!byName && !structure.isEmpty()) {
                    places.add(Place.kinds(netns, structure));
                }
            }
            case RULES -> places.add(Place.kinds(netns, POLICY));
            case NETFILTER -> places.add(Place.kinds(netns, RULES));
            case SYSCTLS -> places.add(Place.kinds(netns, SYSCTLS));
            case NEIGHBOURS -> places.add(Place.kinds(netns, Set.of("neighbor")));
        }
    }

    /** The interface by the name that it has now and, where it was renamed, by the one before. */
    private void note(Event event, Set<Place> places) {
        int index = event.notice().index();
        String name = event.notice().name();
        Aspect aspect = event.notice().aspect();
        if (index <= 0 || aspect != Aspect.LINKS && aspect != Aspect.ADDRESSES && aspect != Aspect.ROUTES) {
            return;
        }
        Map<Integer, String> here = names.computeIfAbsent(event.netns(), n -> new HashMap<>());
        String before = here.get(index);
        if (before != null) {
            places.add(Place.link(event.netns(), before));
        }
        if (!name.isEmpty()) {
            places.add(Place.link(event.netns(), name));
        }
        if (event.notice().removed() && aspect == Aspect.LINKS) {
            here.remove(index);
        } else if (!name.isEmpty()) {
            here.put(index, name);
        }
    }
}
