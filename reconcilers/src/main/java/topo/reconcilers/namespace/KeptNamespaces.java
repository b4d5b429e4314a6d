package topo.reconcilers.namespace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import topo.api.Kept;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.rtnl.RtnlSockets;

/**
 * Namespaces whose names are taken away while an open file of each keeps it alive, with all that others have in it: given back, it is the
 * same namespace, and a process inside has not noticed. The kernel ends one when its last file is closed and no process is inside.
 */
final class KeptNamespaces implements Kept {
    private final Namespaces namespaces;
    private final RtnlSockets sockets;
    private final Map<NetnsName, Integer> files = new LinkedHashMap<>();

    private KeptNamespaces(Namespaces namespaces, RtnlSockets sockets) {
        this.namespaces = namespaces;
        this.sockets = sockets;
    }

    static KeptNamespaces of(Namespaces namespaces, RtnlSockets sockets, List<Namespace> going) {
        KeptNamespaces kept = new KeptNamespaces(namespaces, sockets);
        for (Namespace namespace : going) {
            try {
                kept.files.put(namespace.name(), namespaces.open(namespace.name()));
            } catch (KernelException refused) {
                // Gone meanwhile: there is nothing to keep.
                if (refused.errno() != Errno.ENOENT) {
                    kept.close();
                    throw refused;
                }
            }
        }
        return kept;
    }

    @Override
    public void giveBack() {
        for (Map.Entry<NetnsName, Integer> file : Map.copyOf(files).entrySet()) {
            if (!namespaces.isMounted(file.getKey())) {
                sockets.forget(file.getKey());
                namespaces.attach(file.getKey(), file.getValue());
                drop(file.getKey());
            }
        }
    }

    private void drop(NetnsName name) {
        namespaces.close(files.remove(name));
    }

    @Override
    public void close() {
        List.copyOf(files.keySet()).forEach(this::drop);
    }
}
