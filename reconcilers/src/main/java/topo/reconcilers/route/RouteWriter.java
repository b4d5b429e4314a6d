package topo.reconcilers.route;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import topo.api.Change;
import topo.api.Mark;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.RouteEntry;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;

/** Writes routes, all of a namespace in one batch. */
final class RouteWriter {
    /** In a deletion: any scope (RT_SCOPE_NOWHERE) and any type. */
    private static final int ANY_SCOPE = 255;
    private static final int ANY_TYPE = 0;

    private final RtnlSockets sockets;
    private final Session session;

    RouteWriter(RtnlSockets sockets, Session session) {
        this.sockets = sockets;
        this.session = session;
    }

    void delete(List<Route> gone) {
        byNetns(gone, Function.identity()).forEach((netns, routes) -> {
            Optional<RtnlSocket> socket = session.isGoing(netns) ? Optional.empty() : sockets.get(netns);
            socket.ifPresent(open -> delete(open, routes));
        });
    }

    private void delete(RtnlSocket socket, List<Route> routes) {
        Batch batch = socket.batch();
        for (Route route : routes) {
            Route.Key key = route.key();
            RouteEntry entry = new RouteEntry(key.to(), key.table(), ANY_TYPE, Mark.ROUTE_PROTOCOL, ANY_SCOPE, key.metric(), null, 0, null, 0, 0,
                    List.of());
            socket.deleteRoute(batch, entry, "delete " + route.id(), failed -> session.fail(route.id(), failed.getMessage()));
        }
        batch.flush();
    }

    void apply(List<Change<Route>> changes) {
        byNetns(changes, change -> change.wanted().orElseThrow()).forEach((netns, here) -> {
            Optional<RtnlSocket> socket = sockets.get(netns);
            if (socket.isPresent()) {
                apply(socket.get(), here);
            } else {
                here.forEach(change -> session.fail(change.id(), "add " + change.id() + ": there is no namespace " + netns));
            }
        });
    }

    private void apply(RtnlSocket socket, List<Change<Route>> changes) {
        Map<String, Integer> devices = devices(socket, changes);
        Batch batch = socket.batch();
        for (Change<Route> change : changes) {
            Route route = change.wanted().orElseThrow();
            String missing = missing(route, devices);
            if (missing != null) {
                session.fail(route.id(), "add " + route.id() + ": there is no interface " + missing + route.key().netns().suffix());
                continue;
            }
            boolean replace = change instanceof Change.Update;
            socket.addRoute(batch, entry(route, devices), replace, (replace ? "change " : "add ") + route.id(), failed -> {
                boolean stillThere = change instanceof Change.Restore && failed.errno() == Errno.EEXIST;
                if (!stillThere) {
                    session.fail(route.id(), failed.getMessage());
                }
            });
        }
        batch.flush();
    }

    private static Map<String, Integer> devices(RtnlSocket socket, List<Change<Route>> changes) {
        Set<String> names = new LinkedHashSet<>();
        changes.forEach(change -> names.addAll(deviceNames(change.wanted().orElseThrow())));
        Map<String, Integer> found = new HashMap<>();
        Batch batch = socket.batch();
        names.forEach(name -> socket.link(batch, name, link -> found.put(name, link.index()), absent -> { }));
        batch.flush();
        return found;
    }

    private static Set<String> deviceNames(Route route) {
        Set<String> names = new LinkedHashSet<>();
        if (route.dev() != null) {
            names.add(route.dev());
        }
        for (Route.Hop hop : route.hops()) {
            if (hop.dev() != null) {
                names.add(hop.dev());
            }
        }
        return names;
    }

    /** Null if all are there. */
    private static String missing(Route route, Map<String, Integer> devices) {
        for (String name : deviceNames(route)) {
            if (!devices.containsKey(name)) {
                return name;
            }
        }
        return null;
    }

    private static RouteEntry entry(Route route, Map<String, Integer> devices) {
        List<RouteEntry.Hop> hops = new ArrayList<>();
        for (Route.Hop hop : route.hops()) {
            hops.add(new RouteEntry.Hop(hop.via(), hop.dev() == null ? 0 : devices.get(hop.dev()), hop.weight(), 0));
        }
        Route.Key key = route.key();
        return new RouteEntry(key.to(), key.table(), RouteWords.typeNumber(route.type()), Mark.ROUTE_PROTOCOL, route.scope(), key.metric(), route.via(),
                route.dev() == null ? 0 : devices.get(route.dev()), route.source(), route.onlink() ? RouteEntry.RTNH_F_ONLINK : 0, route.mtu(), hops);
    }

    private static <T> Map<NetnsName, List<T>> byNetns(List<T> all, Function<T, Route> route) {
        Map<NetnsName, List<T>> grouped = new LinkedHashMap<>();
        all.forEach(one -> grouped.computeIfAbsent(route.apply(one).key().netns(), n -> new ArrayList<>()).add(one));
        return grouped;
    }
}
