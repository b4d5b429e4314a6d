package topo.kernel.rtnl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.netlink.Batch;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.MessageWriter;
import topo.kernel.netlink.NetlinkSocket;

/**
 * rtnetlink of one namespace. Reads are whole dumps; writes go into a {@link Batch} of {@link #batch}, one failure callback each.
 * Not thread-safe; may be handed from thread to thread.
 */
public final class RtnlSocket implements AutoCloseable {
    private static final int NETNSA_NSID = 1;
    private static final int NETNSA_FD = 3;
    private static final int IFLA_EXT_MASK_BRVLAN = 1 << 1;

    private final NetlinkSocket socket;

    public RtnlSocket(NetlinkSocket socket) {
        this.socket = socket;
    }

    public Batch batch() {
        return socket.batch();
    }

    /** Opens the namespace, whatever its name stands for by now; the caller closes the descriptor. */
    public int openNetns() {
        return socket.openNetns();
    }

    public List<Link> links() {
        MessageWriter request = socket.dumpRequest(Rtm.RTM_GETLINK);
        request.u8(Rtm.AF_UNSPEC).u8(0).u16(0).u32(0).u32(0).u32(0).attributeU32(Link.IFLA_EXT_MASK, Link.SKIP_STATS).end();
        return dump("list the links", request, Rtm.RTM_NEWLINK, Link::parse);
    }

    /** Of both families. */
    public List<Address> addresses() {
        MessageWriter request = socket.dumpRequest(Rtm.RTM_GETADDR);
        request.u8(Rtm.AF_UNSPEC).u8(0).u8(0).u8(0).u32(0).end();
        return dump("list the addresses", request, Rtm.RTM_NEWADDR, Address::parse);
    }

    /** Of all tables, without the cache entries of IPv6. */
    public List<RouteEntry> routes(boolean v6) {
        MessageWriter request = socket.dumpRequest(Rtm.RTM_GETROUTE);
        request.u8(v6 ? Rtm.AF_INET6 : Rtm.AF_INET).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u8(0).u32(0).end();
        List<RouteEntry> all = dump("list the routes", request, Rtm.RTM_NEWROUTE, RouteEntry::parse);
        all.removeIf(route -> (route.flags() & RouteEntry.RTM_F_CLONED) != 0);
        return all;
    }

    /** The VLANs of every bridge port, by the port's index. */
    public Map<Integer, List<PortVlan>> portVlans() {
        MessageWriter request = socket.dumpRequest(Rtm.RTM_GETLINK);
        request.u8(Rtm.AF_BRIDGE).u8(0).u16(0).u32(0).u32(0).u32(0).attributeU32(Link.IFLA_EXT_MASK, IFLA_EXT_MASK_BRVLAN).end();
        Map<Integer, List<PortVlan>> found = new HashMap<>();
        socket.dump("list the VLANs of bridge ports", request, found::clear, message -> {
            message.need(Link.IFINFOMSG);
            found.put(message.u32(4), PortVlan.parseAll(message));
        });
        return found;
    }

    private <T> List<T> dump(String what, MessageWriter request, int type, Function<Message, T> parse) {
        List<T> found = new ArrayList<>();
        socket.dump(what, request, found::clear, message -> {
            if (message.type() == type) {
                found.add(parse.apply(message));
            }
        });
        return found;
    }

    /** Asks for one link by name; {@code found} gets it, or {@code failed} the reason (ENODEV if there is none). */
    public void link(Batch batch, String name, Consumer<Link> found, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(Rtm.RTM_GETLINK, 0, "find " + name, failed, message -> found.accept(Link.parse(message)));
        request.u8(Rtm.AF_UNSPEC).u8(0).u16(0).u32(0).u32(0).u32(0).attributeU32(Link.IFLA_EXT_MASK, Link.SKIP_STATS)
                .attributeText(Link.IFLA_IFNAME, name).end();
    }

    /** The id that this namespace has for the one behind the file, -1 if none. */
    public int netnsId(int fd) {
        int[] id = {-1};
        Batch batch = batch();
        MessageWriter request = batch.request(Rtm.RTM_GETNSID, 0, "find the id of a namespace", failed -> {
            throw failed;
        }, message -> readId(message, value -> id[0] = value));
        request.u8(Rtm.AF_UNSPEC).u8(0).u16(0).attributeU32(NETNSA_FD, fd).end();
        batch.flush();
        return id[0];
    }

    private static void readId(Message message, IntConsumer into) {
        var attributes = message.attributes(4);
        while (attributes.next()) {
            if (attributes.type() == NETNSA_NSID) {
                into.accept(attributes.u32());
            }
        }
    }

    public void createLink(Batch batch, LinkRequest link, String operation, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(Rtm.RTM_NEWLINK, Message.NLM_F_CREATE | Message.NLM_F_EXCL, operation, failed);
        link.write(request);
        request.end();
    }

    public void changeLink(Batch batch, LinkRequest link, String operation, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(Rtm.RTM_NEWLINK, 0, operation, failed);
        link.write(request);
        request.end();
    }

    /** By index only: a request with a group would delete the whole group. One that is gone is a success. */
    public void deleteLink(Batch batch, int index, String operation, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(Rtm.RTM_DELLINK, 0, operation, unless(failed, Errno.ENODEV));
        request.u8(Rtm.AF_UNSPEC).u8(0).u16(0).u32(index).u32(0).u32(0).end();
    }

    /** Adds it, or leaves it as it is if it is there with the same flags. */
    public void addAddress(Batch batch, Address address, String operation, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(Rtm.RTM_NEWADDR, Message.NLM_F_CREATE | Message.NLM_F_REPLACE, operation, failed);
        address.write(request);
        request.end();
    }

    /** One that is gone is a success; so is one that went with its primary address. */
    public void deleteAddress(Batch batch, Address address, String operation, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(Rtm.RTM_DELADDR, 0, operation, unless(failed, Errno.EADDRNOTAVAIL));
        address.write(request);
        request.end();
    }

    /** {@code replace}: in place of the one with the same destination, table and metric; else such a one is EEXIST. */
    public void addRoute(Batch batch, RouteEntry route, boolean replace, String operation, Consumer<KernelException> failed) {
        int flags = Message.NLM_F_CREATE | (replace ? Message.NLM_F_REPLACE : Message.NLM_F_EXCL);
        MessageWriter request = batch.request(Rtm.RTM_NEWROUTE, flags, operation, failed);
        route.write(request);
        request.end();
    }

    /** Deletes the route that matches, its protocol included, so never one of somebody else. One that is gone is a success. */
    public void deleteRoute(Batch batch, RouteEntry route, String operation, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(Rtm.RTM_DELROUTE, 0, operation, unless(failed, Errno.ESRCH));
        route.write(request);
        request.end();
    }

    /**
     * Adds a VLAN to the bridge port of this index, or changes its flags. By RTM_SETLINK: RTM_NEWLINK of AF_BRIDGE has no handler of the
     * bridge's, and the common one takes VLANs for something else.
     */
    public void addPortVlan(Batch batch, int port, PortVlan vlan, String operation, Consumer<KernelException> failed) {
        portVlan(batch, Rtm.RTM_SETLINK, port, vlan, operation, failed);
    }

    public void deletePortVlan(Batch batch, int port, PortVlan vlan, String operation, Consumer<KernelException> failed) {
        portVlan(batch, Rtm.RTM_DELLINK, port, vlan, operation, failed);
    }

    private void portVlan(Batch batch, int type, int port, PortVlan vlan, String operation, Consumer<KernelException> failed) {
        MessageWriter request = batch.request(type, 0, operation, failed);
        request.u8(Rtm.AF_BRIDGE).u8(0).u16(0).u32(port).u32(0).u32(0);
        vlan.write(request);
        request.end();
    }

    private static Consumer<KernelException> unless(Consumer<KernelException> failed, Errno harmless) {
        return exception -> {
            if (exception.errno() != harmless) {
                failed.accept(exception);
            }
        };
    }

    @Override
    public void close() {
        socket.close();
    }
}
