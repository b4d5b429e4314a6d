package topo.reconcilers.route;

import java.util.Optional;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Owner;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.NetnsTables;
import topo.kernel.rtnl.RouteEntry;

/**
 * Whose a route with topo's protocol is when no record says it: that of the link it leads to. One that leads to no marked link (a
 * blackhole, or one by the host's own network card) is ours if the record is lost but other marks of this topology are in the kernel; else
 * it may be of a topology that nobody remembers, and taking it would take it from that one. For one look.
 */
final class RouteOwners {
    private final HostTables tables;
    private Boolean presence;

    RouteOwners(HostTables tables) {
        this.tables = tables;
    }

    Owner of(RouteEntry route, NetnsTables here, Look look) {
        Optional<Mark> device = ofDevice(route, here);
        if (device.isPresent()) {
            Link link = device(route, here);
            return look.mark().ownerOf(link.alias(), link.group());
        }
        boolean lost = look.isSearch() && isPresent(look);
        return lost ? Owner.OURS : new Owner.Unnamed("the route protocol " + Mark.ROUTE_PROTOCOL);
    }

    /** Whether a link or a namespace of this topology is there. */
    private boolean isPresent(Look look) {
        if (presence == null) {
            presence = false;
            for (NetnsName netns : look.namespaces()) {
                for (Link link : tables.of(netns).links().values()) {
                    presence |= look.mark().ownerOf(link.alias(), link.group()) == Owner.OURS;
                }
            }
        }
        return presence;
    }

    /** The mark of the first link that a route leads to. */
    static Optional<Mark> ofDevice(RouteEntry route, NetnsTables here) {
        Link link = device(route, here);
        return link == null ? Optional.empty() : Mark.ofLink(link.alias(), link.group());
    }

    private static Link device(RouteEntry route, NetnsTables here) {
        int index = route.device() != 0 || route.hops().isEmpty() ? route.device() : route.hops().get(0).device();
        return index == 0 ? null : here.link(index);
    }
}
