package topo.reconcilers.route;

import java.util.Comparator;
import java.util.Optional;
import topo.api.Look;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.NetnsTables;
import topo.kernel.rtnl.RouteEntry;
import topo.kernel.rtnl.RtnlSockets;

/** Which interface a namespace's default route leaves by: what {@code @default-route} stands for. */
public final class DefaultRoutes {
    private final RtnlSockets sockets;

    public DefaultRoutes(RtnlSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * The interface of the declared default route of the main table, for it may be yet to be made; else that of the kernel's. Of several the one
     * with the least metric.
     */
    public Optional<String> device(Look look, NetnsName netns, boolean v6) {
        Optional<String> declared = look.all().of(Route.class).stream()
                .filter(route -> route.key().netns().equals(netns) && isDefault(route, v6)).min(Comparator.comparingLong(route -> route.key().metric()))
                .flatMap(route -> route.way(look.all().interfaces(netns)));
        if (declared.isPresent()) {
            return declared;
        }
        HostTables tables = look.shared(HostTables.class, () -> new HostTables(sockets));
        NetnsTables here = tables.of(netns);
        return here.routes(v6).stream().filter(route -> isDefault(route, v6)).min(Comparator.comparingLong(RouteEntry::priority))
                .map(route -> here.link(route.device() != 0 ? route.device() : route.hops().get(0).device())).map(Link::name);
    }

    private static boolean isDefault(Route route, boolean v6) {
        return route.key().to().isDefault() && route.key().to().v6() == v6 && route.key().table() == Route.RT_TABLE_MAIN && route.type().equals("unicast");
    }

    private static boolean isDefault(RouteEntry route, boolean v6) {
        return route.to().isDefault() && route.to().v6() == v6 && route.table() == Route.RT_TABLE_MAIN && route.type() == RouteEntry.RTN_UNICAST
                && (route.device() != 0 || !route.hops().isEmpty());
    }
}
