package topo.proof;

import java.util.Map;
import topo.kernel.Native;
import topo.kernel.process.SystemProcesses;
import topo.reconcilers.Host;

/** This machine, with a watch on every change that goes to it. */
public final class Watched {
    private Watched() {}

    public static Host host(Watch watch, Map<String, String> environment) {
        return new Host(() -> new Native(new WatchedLibC(watch)),
                () -> new WatchedProcesses(new SystemProcesses(), watch), new WatchedFiles(watch), Map.copyOf(environment));
    }
}
