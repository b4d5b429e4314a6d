package topo.cli;

import java.nio.file.Path;
import java.util.Map;

/** Where topo keeps its things on this host: what is remembered, and the lock. */
record Places(Path state, Path run) {

    /** The standard places unless the environment names others. */
    static Places of(Map<String, String> environment) {
        return new Places(place(environment, "TOPO_STATE_DIR", "/var/lib/topo"), place(environment, "TOPO_RUN_DIR", "/run/topo"));
    }

    private static Path place(Map<String, String> environment, String variable, String standard) {
        String value = environment.getOrDefault(variable, "");
        return Path.of(value.isEmpty() ? standard : value).toAbsolutePath();
    }
}
