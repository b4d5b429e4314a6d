package topo.reconcilers.namespace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Kept;
import topo.api.Mark;
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
    private final NamespaceIntents intents;
    private final Mark mark;
    private final Map<NetnsName, Integer> files = new LinkedHashMap<>();

    private KeptNamespaces(Namespaces namespaces, RtnlSockets sockets, NamespaceIntents intents, Mark mark) {
        this.namespaces = namespaces;
        this.sockets = sockets;
        this.intents = intents;
        this.mark = mark;
    }

    static KeptNamespaces of(Namespaces namespaces, RtnlSockets sockets, NamespaceIntents intents, Mark mark, List<Namespace> going) {
        KeptNamespaces kept = new KeptNamespaces(namespaces, sockets, intents, mark);
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
        List<String> refusals = new ArrayList<>();
        for (NetnsName name : List.copyOf(files.keySet())) {
            try {
                if (!namespaces.isMounted(name)) {
                    giveBack(name);
                }
            } catch (KernelException refused) {
                refusals.add("give namespace " + name + " back: " + refused.getMessage());
            }
        }
        if (!refusals.isEmpty()) {
            throw new IllegalStateException(String.join("; ", refusals));
        }
    }

    private void giveBack(NetnsName name) {
        sockets.forget(name);
        Set<NetnsName> begun = intents.open(mark);
        intents.begin(mark, List.of(name));
        namespaces.attach(name, begun, files.get(name));
        intents.end(mark, List.of(name));
        drop(name);
    }

    private void drop(NetnsName name) {
        namespaces.close(files.remove(name));
    }

    @Override
    public void close() {
        List.copyOf(files.keySet()).forEach(this::drop);
    }
}
