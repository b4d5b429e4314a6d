package topo.reconcilers.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import topo.api.Change;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.Survey;
import topo.api.Trace;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.NetnsTables;
import topo.kernel.rtnl.RouteEntry;
import topo.kernel.rtnl.RtnlSockets;

/**
 * Routes, owned by their protocol {@link Mark#ROUTE_PROTOCOL}. The protocol names no topology, so in a namespace that others use too only
 * those are ours that this topology has recorded, or that lead to a link of ours; see {@link RouteOwners} for one that is wanted and
 * there already. In a namespace that the topology made, a route that somebody put in the place of a declared one is drift; elsewhere it
 * is theirs.
 */
public final class RouteReconciler implements Reconciler<Route> {
    private final RtnlSockets sockets;

    public RouteReconciler(RtnlSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Map<ResourceId, Observed<Route>> observe(Look look) {
        HostTables tables = look.shared(HostTables.class, () -> new HostTables(sockets));
        Map<Route.Key, Route> wanted = byKey(look.desired().of(Route.class));
        Map<Route.Key, Route> recorded = byKey(look.recorded().of(Route.class));
        boolean recordLost = look.isSearch();
        RouteOwners owners = new RouteOwners(tables);
        Map<ResourceId, Observed<Route>> found = new HashMap<>();
        for (boolean v6 : new boolean[] {false, true}) {
            Set<NetnsName> declaredIn = new HashSet<>();
            for (Map<Route.Key, Route> declared : List.of(wanted, recorded)) {
                declared.keySet().stream().filter(key -> key.to().v6() == v6).forEach(key -> declaredIn.add(key.netns()));
            }
            for (NetnsName netns : look.namespaces()) {
                NetnsTables here = tables.of(netns);
                boolean own = !netns.isHost() && isOwn(look.mark(), here);
                if (declaredIn.contains(netns) || own && recordLost) {
                    for (RouteEntry entry : here.routes(v6)) {
                        Route.Key key = key(netns, entry);
                        boolean marked = entry.protocol() == Mark.ROUTE_PROTOCOL;
                        if (marked && (own || recorded.containsKey(key))) {
                            found.put(idOf(key), Observed.ours(route(key, entry, here, true)));
                        } else if (wanted.containsKey(key)) {
                            Owner owner = own ? Owner.OURS : marked ? owners.of(entry, here, look) : Owner.NOBODY;
                            Observed<Route> seen = new Observed<>(owner, route(key, entry, here, marked), "");
                            // A marked one is never shadowed by another of the same key, which IPv6 may have beside it.
                            found.merge(idOf(key), seen, (one, other) -> marked && !one.value().managed() ? other : one);
                        }
                    }
                }
            }
        }
        return found;
    }

    /**
     * What bears the protocol, outside of namespaces that go as a whole. A route's device may tell whose it is; if not, only a record can.
     */
    @Override
    public List<Trace> traces(Survey survey) {
        HostTables tables = survey.shared(HostTables.class, () -> new HostTables(sockets));
        List<Trace> traces = new ArrayList<>();
        for (NetnsName netns : survey.unowned()) {
            NetnsTables here = tables.of(netns);
            for (boolean v6 : new boolean[] {false, true}) {
                for (RouteEntry entry : here.routes(v6)) {
                    if (entry.protocol() == Mark.ROUTE_PROTOCOL) {
                        Route.Key key = key(netns, entry);
                        Mark owner = RouteOwners.ofDevice(entry, here).orElse(Mark.UNKNOWN);
                        Route route = route(key, entry, here, true);
                        traces.add(new Trace(route.id(), "protocol " + Mark.ROUTE_PROTOCOL, owner, Optional.of(route)));
                    }
                }
            }
        }
        return traces;
    }

    private static Route.Key key(NetnsName netns, RouteEntry entry) {
        return new Route.Key(netns, entry.to(), entry.table(), entry.priority());
    }

    private static boolean isOwn(Mark mark, NetnsTables tables) {
        Link loopback = tables.link("lo");
        return loopback != null && mark.ownerOf(loopback.alias(), 0) == Owner.OURS;
    }

    private static ResourceId idOf(Route.Key key) {
        return new ResourceId(Route.KIND, key.netns(), key.name());
    }

    private static Map<Route.Key, Route> byKey(List<Route> routes) {
        Map<Route.Key, Route> map = new HashMap<>();
        routes.forEach(route -> map.put(route.key(), route));
        return map;
    }

    private static Route route(Route.Key key, RouteEntry entry, NetnsTables here, boolean managed) {
        List<Route.Hop> hops = new ArrayList<>();
        entry.hops().forEach(hop -> hops.add(new Route.Hop(hop.gateway(), name(here, hop.device()), hop.weight())));
        return new Route(key, RouteWords.type(entry.type()), entry.gateway(), name(here, entry.device()), entry.scope(), entry.source(),
                (entry.flags() & RouteEntry.RTNH_F_ONLINK) != 0, entry.mtu(), hops, managed);
    }

    private static String name(NetnsTables here, int device) {
        Link link = device == 0 ? null : here.link(device);
        return link == null ? null : link.name();
    }

    @Override
    public Route settle(Route desired, Route observed, Look look) {
        if (observed == null) {
            return desired;
        }
        // A route of another type has no use for the device: a blackhole is refused with one.
        boolean open = desired.dev() == null && desired.hops().isEmpty() && desired.type().equals(observed.type());
        String dev = !open ? desired.dev() : desired.way(look.all().interfaces(desired.key().netns())).orElse(observed.dev());
        return new Route(desired.key(), desired.type(), desired.via(), dev, desired.scope(), desired.source(), desired.onlink(), desired.mtu(),
                settle(desired.hops(), observed.hops()), desired.managed());
    }

    /** The kernel keeps the order of next hops but for IPv6; a device that is left open is the observed one's. */
    private static List<Route.Hop> settle(List<Route.Hop> desired, List<Route.Hop> observed) {
        List<Route.Hop> left = new ArrayList<>(observed);
        for (Route.Hop hop : desired) {
            Route.Hop match = left.stream().filter(seen -> Objects.equals(seen.via(), hop.via()) && seen.weight() == hop.weight()
                    && (hop.dev() == null || hop.dev().equals(seen.dev()))).findFirst().orElse(null);
            if (match == null) {
                return desired;
            }
            left.remove(match);
        }
        return left.isEmpty() ? observed : desired;
    }

    @Override
    public Optional<Route> restorable(Route observed) {
        return Optional.of(new Route(observed.key(), observed.type(), observed.via(), observed.dev(), observed.scope(), observed.source(),
                observed.onlink(), observed.mtu(), observed.hops(), true));
    }

    @Override
    public void delete(List<Route> gone, Session session) {
        new RouteWriter(sockets, session).delete(gone);
    }

    @Override
    public void apply(List<Change<Route>> changes, Session session) {
        new RouteWriter(sockets, session).apply(changes);
    }
}
