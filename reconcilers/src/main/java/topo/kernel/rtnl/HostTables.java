package topo.kernel.rtnl;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import topo.api.net.NetnsName;

/** The tables of all namespaces that one look asks for. Shared by the kinds of that look, then thrown away. Not thread-safe. */
public final class HostTables {
    private final RtnlSockets sockets;
    private final Map<NetnsName, NetnsTables> tables = new HashMap<>();

    public HostTables(RtnlSockets sockets) {
        this.sockets = sockets;
    }

    /** Opens the namespaces that have a file all at once, which is many times cheaper than one by one; the others are taken to be absent. */
    public void open(Collection<NetnsName> present, Collection<NetnsName> absent) {
        sockets.openAll(present);
        absent.forEach(name -> tables.put(name, new NetnsTables(null)));
    }

    /**
     * Has tables of these namespaces read, on several threads if there are many; does nothing if there are few. What the kernel refuses here
     * it is asked for again, and refuses again, when somebody wants it.
     */
    public void readAhead(Collection<NetnsName> names, BiConsumer<NetnsName, NetnsTables> read) {
        if (areMany(names)) {
            Map<NetnsName, NetnsTables> all = new LinkedHashMap<>();
            names.forEach(name -> all.put(name, of(name)));
            new ReadAhead(all, read).run();
        }
    }

    /** Whether {@link #readAhead} of these would read anything. */
    public boolean areMany(Collection<NetnsName> names) {
        return names.size() >= ReadAhead.MANY;
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
        Optional<Integer> back = sockets.knownId(netnsB, netnsA);
        return back.isPresent() ? b.parentNetnsid() == back.get()
                : a.parentNetnsid() != -1 && a.parentNetnsid() == sockets.id(netnsA, netnsB);
    }
}
