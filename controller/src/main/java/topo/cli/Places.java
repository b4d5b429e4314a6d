package topo.cli;

import java.nio.file.Path;
import topo.reconcilers.Host;

/** Where topo keeps its things on this host: what is remembered, and the lock. */
record Places(Path state, Path run) {

    /** The standard places unless the environment names others. */
    static Places of(Host host) {
        return new Places(place(host, "TOPO_STATE_DIR", "/var/lib/topo"), place(host, "TOPO_RUN_DIR", "/run/topo"));
    }

    private static Path place(Host host, String variable, String standard) {
        return host.path(host.variable(variable, standard)).toAbsolutePath();
    }
}
