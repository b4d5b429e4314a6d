package topo.kernel.rtnl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.NetlinkSocket;

/**
 * The open rtnetlink sockets and namespace files, one each a namespace, opened when first asked for. For one thread, but for
 * {@link #create}, which makes its own.
 */
public final class RtnlSockets implements AutoCloseable {
    private final Supplier<Native> sys;
    private final Namespaces namespaces;
    private final BufferPool buffers = new BufferPool();
    private final Map<NetnsName, RtnlSocket> sockets = new HashMap<>();
    private final Map<NetnsName, Integer> files = new HashMap<>();
    /** What a namespace (first) calls another (second). */
    private final Map<NetnsName, Map<NetnsName, Integer>> ids = new HashMap<>();

    public RtnlSockets(Supplier<Native> sys, Namespaces namespaces) {
        this.sys = sys;
        this.namespaces = namespaces;
    }

    /** Empty if there is no such namespace (or its file is none). */
    public Optional<RtnlSocket> get(NetnsName netns) {
        RtnlSocket open = sockets.get(netns);
        if (open == null) {
            openAll(List.of(netns));
            open = sockets.get(netns);
        }
        return Optional.ofNullable(open);
    }

    /** As {@link #get}, for what must be there: ENOENT if it is not. */
    public RtnlSocket require(NetnsName netns) {
        return get(netns).orElseThrow(() -> new KernelException("enter namespace " + netns, Errno.ENOENT.number(), "there is no such namespace"));
    }

    /** Opens those that are not open yet with one thread for all; names without a namespace are left out. */
    public void openAll(Collection<NetnsName> all) {
        List<NetnsName> missing = new ArrayList<>();
        for (NetnsName netns : all) {
            if (sockets.containsKey(netns)) {
                continue;
            } else if (netns.isHost()) {
                sockets.put(netns, openHere());
            } else {
                missing.add(netns);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        namespaces.insideEach(missing, netns -> sockets.put(netns, openHere()), (netns, refused) -> {
            if (refused.errno() != Errno.ENOENT && refused.errno() != Errno.EINVAL) {
                throw refused;
            }
        });
    }

    /** A socket in the calling thread's namespace. */
    private RtnlSocket openHere() {
        return new RtnlSocket(new NetlinkSocket(new KernelTransport(sys.get(), KernelTransport.NETLINK_ROUTE), buffers));
    }

    /** An open file of the namespace that {@link #require} gives, for IFLA_NET_NS_FD; closed by {@link #forget} and {@link #close}. */
    public int file(NetnsName netns) {
        Integer file = files.get(netns);
        if (file == null) {
            file = require(netns).openNetns();
            files.put(netns, file);
        }
        return file;
    }

    /**
     * The id that the first of these namespaces has for the second, -1 if none. It keeps an id as long as both are there
     * (ip-netns(8)), so it is asked for once.
     */
    public int id(NetnsName in, NetnsName of) {
        Integer known = knownId(in, of).orElse(null);
        if (known == null) {
            known = require(in).netnsId(file(of));
            noteId(in, of, known);
        }
        return known;
    }

    Optional<Integer> knownId(NetnsName in, NetnsName of) {
        return Optional.ofNullable(ids.getOrDefault(in, Map.of()).get(of));
    }

    /** For who was told by another way; -1, which may change, is not kept. */
    public void noteId(NetnsName in, NetnsName of, int id) {
        if (id >= 0) {
            ids.computeIfAbsent(in, n -> new HashMap<>()).put(of, id);
        }
    }

    /** As below, where no maker was killed before. */
    public void create(List<NetnsName> names, BiConsumer<NetnsName, RtnlSocket> prepare, BiConsumer<NetnsName, KernelException> failed) {
        create(names, Set.of(), prepare, failed);
    }

    /**
     * Makes namespaces; {@code prepare} is given each one's socket on the making thread, before its name is visible. {@code failed} runs on the
     * calling thread. {@code begun}: as {@link Namespaces#create} says.
     */
    public void create(List<NetnsName> names, Set<NetnsName> begun, BiConsumer<NetnsName, RtnlSocket> prepare, BiConsumer<NetnsName, KernelException> failed) {
        Map<NetnsName, KernelException> failures = new HashMap<>();
        names.forEach(this::forget);
        namespaces.create(names, begun, netns -> {
            RtnlSocket socket = openHere();
            // Known before it is used, so that it is closed if the preparation fails: open, it would keep the namespace.
            synchronized (sockets) {
                sockets.put(netns, socket);
            }
            prepare.accept(netns, socket);
        }, (netns, refused) -> {
            synchronized (failures) {
                failures.put(netns, refused);
            }
        });
        failures.forEach((netns, refused) -> {
            forget(netns);
            failed.accept(netns, refused);
        });
    }

    /** Closes what is open of a namespace that is deleted or made anew. */
    public void forget(NetnsName netns) {
        ids.clear();
        RtnlSocket socket = sockets.remove(netns);
        if (socket != null) {
            socket.close();
        }
        Integer file = files.remove(netns);
        if (file != null) {
            sys.get().close(file);
        }
    }

    @Override
    public void close() {
        sockets.values().forEach(RtnlSocket::close);
        sockets.clear();
        files.values().forEach(sys.get()::close);
        files.clear();
        ids.clear();
    }
}
