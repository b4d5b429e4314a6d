package topo.reconcilers.veth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.net.IpPrefix;
import topo.kernel.KernelException;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.LinkRequest;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceWriter.Target;

/**
 * Moves and renames ends in place. A move takes addresses, routes, master and the up state from the link; a rename needs it down, which
 * takes routes and IPv6 addresses.
 */
final class VethMover {
    private final RtnlSockets sockets;
    private final Session session;
    private final List<Move> moves = new ArrayList<>();

    private record Move(ResourceId id, Interface from, Interface to) {}

    VethMover(RtnlSockets sockets, Session session) {
        this.sockets = sockets;
        this.session = session;
    }

    /** Notes an end and returns what is to be configured of it then. {@code from} null: it is where it should be, in unknown state. */
    Target add(ResourceId id, Interface from, Interface to) {
        if (from == null || from.isAt(to)) {
            return new Target(id, from, to);
        }
        moves.add(new Move(id, from, to));
        return new Target(id, after(from, to), to);
    }

    /** What the end still has at its new place, for it may be more than is wanted. */
    private static Interface after(Interface from, Interface to) {
        boolean stays = from.netns().equals(to.netns());
        // Down, it has no IPv6 addresses left, or all of them (keep_addr_on_down): in either case wanted ones are added, others deleted.
        List<IpPrefix> addresses = !stays ? List.of()
                : from.addresses().stream().filter(address -> !address.v6() || !to.addresses().contains(address)).toList();
        return new Interface(to.netns(), to.name(), addresses, from.mac(), from.mtu(), false, stays ? from.master() : null,
                stays ? from.port() : null, from.managed());
    }

    /**
     * In two rounds where there are several: first all take a name that nobody has, so that ends may exchange theirs.
     */
    void move() {
        Map<Move, Integer> indexes = new LinkedHashMap<>();
        for (Move move : moves) {
            attempt(move, socket -> indexes.put(move, park(socket, move)));
        }
        indexes.forEach((move, index) -> attempt(move, socket -> place(socket, move, index)));
    }

    private void attempt(Move move, Consumer<RtnlSocket> step) {
        Optional<RtnlSocket> socket = sockets.get(move.from().netns());
        if (socket.isEmpty()) {
            session.fail(move.id(), operation(move) + ": there is no namespace " + move.from().netns());
            return;
        }
        try {
            step.accept(socket.get());
        } catch (KernelException refused) {
            session.fail(move.id(), refused.getMessage());
        }
    }

    private int park(RtnlSocket socket, Move move) {
        Batch batch = socket.batch();
        int[] index = {0};
        socket.link(batch, move.from().name(), link -> index[0] = link.index(), VethMover::refuse);
        batch.flush();
        LinkRequest request = LinkRequest.of(index[0]).up(false);
        socket.changeLink(batch, moves.size() > 1 ? request.rename("topo-" + index[0]) : request, operation(move), VethMover::refuse);
        batch.flush();
        return index[0];
    }

    private void place(RtnlSocket socket, Move move, int index) {
        boolean stays = move.from().netns().equals(move.to().netns());
        Batch batch = socket.batch();
        LinkRequest request = LinkRequest.of(index).netns(stays ? null : sockets.file(move.to().netns())).rename(move.to().name());
        socket.changeLink(batch, request, operation(move), VethMover::refuse);
        batch.flush();
    }

    private static void refuse(KernelException refused) {
        throw refused;
    }

    private static String operation(Move move) {
        return "move " + move.from().title() + " to " + move.to().title();
    }
}
