package topo.reconcilers.link;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.BridgePortInfo;
import topo.kernel.rtnl.LinkRequest;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;

/**
 * Brings existing links to what is wanted: the one way of writing for creation, change and restoration. Works namespace by namespace, with
 * all requests of a round in one batch: indexes of masters; link settings; addresses and VLANs, which need the link's own index, in a round
 * of their own where that is not known.
 */
public final class InterfaceWriter {
    private final RtnlSockets sockets;

    public InterfaceWriter(RtnlSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * A link to configure. {@code from} is how it is now, or null if that is not known: then everything is set. It already has the
     * name, and is in the namespace, of {@code to}. {@code index}: 0 if it is not known.
     */
    public record Target(ResourceId id, Interface from, Interface to, int index) {
        public Target(ResourceId id, Interface from, Interface to) {
            this(id, from, to, 0);
        }

        private String operation(String verb) {
            return verb + " " + to.title();
        }
    }

    private record Indexed(Target target, int index) {}

    public void configure(List<Target> targets, Session session) {
        Map<NetnsName, List<Target>> byNetns = new LinkedHashMap<>();
        targets.forEach(target -> byNetns.computeIfAbsent(target.to().netns(), n -> new ArrayList<>()).add(target));
        byNetns.forEach((netns, here) -> {
            Optional<RtnlSocket> socket = sockets.get(netns);
            if (socket.isPresent()) {
                configure(socket.get(), here, session);
            } else {
                here.forEach(target -> session.fail(target.id(), target.operation("configure") + ": there is no namespace " + netns));
            }
        });
    }

    private void configure(RtnlSocket socket, List<Target> targets, Session session) {
        Batch batch = socket.batch();
        Map<String, Integer> masters = masters(socket, batch, targets, session);
        AddressWriter addresses = new AddressWriter(socket, batch);
        List<Indexed> indexed = new ArrayList<>();
        for (Target target : targets) {
            if (!session.hasFailed(target.id())) {
                settings(socket, batch, target, masters, session);
                if (needsIndex(target) && target.index() > 0) {
                    addresses.write(target.index(), target.from(), target.to(), failing(target, session));
                } else if (needsIndex(target)) {
                    socket.link(batch, target.to().name(), link -> indexed.add(new Indexed(target, link.index())), failing(target, session));
                }
            }
        }
        batch.flush();
        for (Indexed link : indexed) {
            if (!session.hasFailed(link.target().id())) {
                addresses.write(link.index(), link.target().from(), link.target().to(), failing(link.target(), session));
            }
        }
        batch.flush();
    }

    private static boolean needsIndex(Target target) {
        return AddressWriter.isNeeded(target.from(), target.to());
    }

    private static Map<String, Integer> masters(RtnlSocket socket, Batch batch, List<Target> targets, Session session) {
        Map<String, List<Target>> wanted = new LinkedHashMap<>();
        for (Target target : targets) {
            if (target.to().master() != null && (target.from() == null || !target.to().master().equals(target.from().master()))) {
                wanted.computeIfAbsent(target.to().master(), m -> new ArrayList<>()).add(target);
            }
        }
        Map<String, Integer> found = new HashMap<>();
        wanted.forEach((name, needing) -> socket.link(batch, name, link -> found.put(name, link.index()), failed ->
                needing.forEach(target -> session.fail(target.id(), target.operation("configure") + ": its master " + failed.getMessage()))));
        batch.flush();
        return found;
    }

    /** Only what differs, for setting a MAC or a master again would be announced to everyone who listens. */
    private static void settings(RtnlSocket socket, Batch batch, Target target, Map<String, Integer> masters, Session session) {
        Interface from = target.from();
        Interface to = target.to();
        Consumer<KernelException> failed = failing(target, session);
        LinkRequest request = LinkRequest.named(to.name());
        boolean needed = false;
        if (to.mac() != null && (from == null || !to.mac().equals(from.mac()))) {
            request.mac(to.mac());
            needed = true;
        }
        if (to.mtu() != null && (from == null || !to.mtu().equals(from.mtu()))) {
            request.mtu(to.mtu());
            needed = true;
        }
        if (from == null ? to.master() != null : !Objects.equals(to.master(), from.master())) {
            request.master(to.master() == null ? Integer.valueOf(0) : masters.get(to.master()));
            needed = true;
        }
        if (from == null || to.managed() && !from.managed()) {
            request.alias(session.mark().alias()).group(session.mark().group());
            needed = true;
        }
        if (from == null || to.up() != from.up()) {
            request.up(to.up());
            needed = true;
        }
        if (needed) {
            socket.changeLink(batch, request, target.operation("configure"), failed);
        }
        port(socket, batch, target, failed);
    }

    /** In a request of its own: the kernel hands port settings to the master that the link has when the request begins. */
    private static void port(RtnlSocket socket, Batch batch, Target target, Consumer<KernelException> failed) {
        Port to = target.to().port();
        Port from = target.from() == null ? null : target.from().port();
        if (to == null) {
            return;
        }
        boolean samePort = from != null && Objects.equals(target.from().master(), target.to().master());
        BridgePortInfo info = new BridgePortInfo(changed(to.hairpin(), samePort ? from.hairpin() : null),
                changed(to.learning(), samePort ? from.learning() : null), changed(to.isolated(), samePort ? from.isolated() : null),
                changed(to.pathCost(), samePort ? from.pathCost() : null));
        if (!info.isEmpty()) {
            socket.changeLink(batch, LinkRequest.named(target.to().name()).port(info), target.operation("set the bridge port"), failed);
        }
    }

    private static <T> T changed(T to, T from) {
        return to == null || to.equals(from) ? null : to;
    }

    private static Consumer<KernelException> failing(Target target, Session session) {
        return failed -> session.fail(target.id(), failed.getMessage());
    }
}
