package topo.reconcilers.veth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.LinkRequest;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceWriter.Target;

/**
 * Makes bare pairs, in one batch for each namespace that a near end is in. The near end is the one with a bridge: its master can be set in
 * the request that makes the pair, the peer's cannot.
 */
final class VethMaker {
    private final RtnlSockets sockets;
    private final Session session;
    private final Map<NetnsName, List<Pair>> pairs = new LinkedHashMap<>();
    private final List<Target> targets = new ArrayList<>();

    private record Pair(Veth veth, Interface near, Interface far) {}

    VethMaker(RtnlSockets sockets, Session session) {
        this.sockets = sockets;
        this.session = session;
    }

    /** Notes a pair to make. */
    void add(Veth wanted) {
        boolean firstIsNear = wanted.first().master() != null && wanted.second().master() == null;
        Pair pair = firstIsNear ? new Pair(wanted, wanted.first(), wanted.second()) : new Pair(wanted, wanted.second(), wanted.first());
        pairs.computeIfAbsent(pair.near().netns(), n -> new ArrayList<>()).add(pair);
    }

    /** Makes them and returns what is left to configure of both ends after that. */
    List<Target> make() {
        pairs.forEach((netns, here) -> {
            Optional<RtnlSocket> socket = sockets.get(netns);
            if (socket.isPresent()) {
                make(socket.get(), here);
            } else {
                here.forEach(pair -> session.fail(pair.veth().id(), "create " + pair.veth().title() + ": there is no namespace " + netns));
            }
        });
        return targets;
    }

    private void make(RtnlSocket socket, List<Pair> here) {
        Batch batch = socket.batch();
        Map<String, Integer> masters = new HashMap<>();
        for (Pair pair : here) {
            String master = pair.near().master();
            if (master != null && masters.putIfAbsent(master, 0) == null) {
                socket.link(batch, master, link -> masters.put(master, link.index()), failed -> masters.remove(master));
            }
        }
        batch.flush();
        Map<Pair, Link> made = new IdentityHashMap<>();
        for (Pair pair : here) {
            String operation = "create " + pair.veth().title();
            try {
                Integer master = pair.near().master() == null ? null : masters.get(pair.near().master());
                if (pair.near().master() != null && master == null) {
                    session.fail(pair.veth().id(), operation + ": there is no bridge " + pair.near().master());
                    continue;
                }
                socket.createLink(batch, request(pair, master), operation, failed -> session.fail(pair.veth().id(), failed.getMessage()));
                // Tells the index of the far end, too, which saves asking each namespace for it.
                socket.link(batch, pair.near().name(), near -> made.put(pair, near), unseen -> { });
            } catch (KernelException refused) {
                session.fail(pair.veth().id(), operation + ": " + refused.getMessage());
            }
        }
        batch.flush();
        here.forEach(pair -> addTargets(pair, made.get(pair)));
        made.forEach(this::noteId);
    }

    /** What was seen in the place of a pair that failed is somebody else's. */
    private void noteId(Pair pair, Link near) {
        if (!session.hasFailed(pair.veth().id())) {
            sockets.noteId(pair.near().netns(), pair.far().netns(), near.parentNetnsid());
        }
    }

    /** {@code near}: null if it was not seen. */
    private void addTargets(Pair pair, Link near) {
        ResourceId id = pair.veth().id();
        targets.add(new Target(id, pair.near().bare(pair.near().master()), pair.near(), near == null ? 0 : near.index()));
        targets.add(new Target(id, pair.far().bare(null), pair.far(), near == null ? 0 : near.parent()));
    }

    private LinkRequest request(Pair pair, Integer master) {
        Interface near = pair.near();
        Interface far = pair.far();
        int group = session.mark().group();
        Integer file = far.netns().equals(near.netns()) ? null : sockets.file(far.netns());
        LinkRequest peer = LinkRequest.named(far.name()).mac(far.mac()).mtu(far.mtu()).group(group).netns(file);
        return LinkRequest.named(near.name()).mac(near.mac()).mtu(near.mtu()).group(group).master(master).veth(peer);
    }
}
