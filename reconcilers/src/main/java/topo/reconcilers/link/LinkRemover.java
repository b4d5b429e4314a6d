package topo.reconcilers.link;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.Owner;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;

/**
 * Deletes links. Each is looked up again right before: it must still be of the kind and bear the mark, for the name may have changed
 * hands since the look. A link in a namespace that goes as a whole is left to that, which is many times faster.
 */
public final class LinkRemover {
    private final RtnlSockets sockets;
    private final String kind;
    private final Map<NetnsName, List<Named>> links = new LinkedHashMap<>();

    private record Named(ResourceId id, String name) {}

    /** {@code kind}: IFLA_INFO_KIND. */
    public LinkRemover(RtnlSockets sockets, String kind) {
        this.sockets = sockets;
        this.kind = kind;
    }

    public void add(ResourceId id, NetnsName netns, String name) {
        links.computeIfAbsent(netns, n -> new ArrayList<>()).add(new Named(id, name));
    }

    public void remove(Session session) {
        links.forEach((netns, here) -> {
            Optional<RtnlSocket> socket = session.isGoing(netns) ? Optional.empty() : sockets.get(netns);
            socket.ifPresent(open -> remove(open, here, session));
        });
    }

    private void remove(RtnlSocket socket, List<Named> here, Session session) {
        Batch lookups = socket.batch();
        Map<Named, Integer> indexes = new LinkedHashMap<>();
        for (Named named : here) {
            socket.link(lookups, named.name(), link -> {
                if (isOurs(link, session)) {
                    indexes.put(named, link.index());
                }
            }, failed -> {
                if (failed.errno() != Errno.ENODEV) {
                    session.fail(named.id(), failed.getMessage());
                }
            });
        }
        lookups.flush();
        Batch deletions = socket.batch();
        indexes.forEach((named, index) -> socket.deleteLink(deletions, index, "delete " + named.id(),
                failed -> session.fail(named.id(), failed.getMessage())));
        deletions.flush();
    }

    private boolean isOurs(Link link, Session session) {
        return link.kind().equals(kind) && session.mark().ownerOf(link.alias(), link.group()) == Owner.OURS;
    }
}
