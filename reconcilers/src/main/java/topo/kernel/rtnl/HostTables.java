package topo.kernel.rtnl;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import topo.api.net.NetnsName;

/** The tables of all namespaces that one look asks for. Shared by the kinds of that look, then thrown away. Not thread-safe. */
public final class HostTables {
    private final RtnlSockets sockets;
    private final Map<NetnsName, NetnsTables> tables = new HashMap<>();
    /** What a namespace (first) calls another (second). */
    private final Map<NetnsName, Map<NetnsName, Integer>> ids = new HashMap<>();

    public HostTables(RtnlSockets sockets) {
        this.sockets = sockets;
    }

    /** Opens the namespaces that have a file all at once, which is many times cheaper than one by one; the others are taken to be absent. */
    public void open(Collection<NetnsName> present, Collection<NetnsName> absent) {
        sockets.openAll(present);
        absent.forEach(name -> tables.put(name, new NetnsTables(null)));
    }

    public NetnsTables of(NetnsName netns) {
        return tables.computeIfAbsent(netns, name -> new NetnsTables(sockets.get(name).orElse(null)));
    }

    /**
     * Whether the two links are the ends of one veth pair. The indexes must point at each other and, as indexes repeat from namespace to
     * namespace, so must the namespace id.
     */
    public boolean arePeers(NetnsName netnsA, Link a, NetnsName netnsB, Link b) {
        if (a.parent() != b.index() || b.parent() != a.index()) {
            return false;
        }
        if (netnsA.equals(netnsB)) {
            return a.parentNetnsid() == -1;
        }
        return a.parentNetnsid() != -1 && a.parentNetnsid() == ids.computeIfAbsent(netnsA, n -> new HashMap<>())
                .computeIfAbsent(netnsB, other -> of(netnsA).netnsId(sockets.file(other)));
    }
}
