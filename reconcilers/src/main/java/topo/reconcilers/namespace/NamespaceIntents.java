package topo.reconcilers.namespace;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import topo.api.Mark;
import topo.api.net.NetnsName;
import topo.kernel.IntentLog;
import topo.kernel.KernelException;

/**
 * Names of namespaces in the intent log. A name's file is there before the namespace is mounted on it, and still is after it was unmounted;
 * the namespace carries its mark inside, the empty file none.
 */
final class NamespaceIntents {
    private final IntentLog log;

    NamespaceIntents(IntentLog log) {
        this.log = log;
    }

    /** Those that a topo of this topology began to make or to delete, and did not end. */
    Set<NetnsName> open(Mark mark) {
        Set<NetnsName> open = new HashSet<>();
        log.open(Namespace.KIND, mark.topology()).forEach(name -> open.add(new NetnsName(name)));
        return open;
    }

    void begin(Mark mark, List<NetnsName> names) {
        log.begin(Namespace.KIND, mark.topology(), texts(names));
    }

    /** For those that are whole or gone. An entry about such a one says nothing, so a log that cannot be written is left as it is. */
    void end(Mark mark, List<NetnsName> names) {
        try {
            log.end(Namespace.KIND, mark.topology(), texts(names));
        } catch (KernelException refused) {
            return;
        }
    }

    private static List<String> texts(List<NetnsName> names) {
        List<String> texts = new ArrayList<>(names.size());
        names.forEach(name -> texts.add(name.value()));
        return texts;
    }
}
