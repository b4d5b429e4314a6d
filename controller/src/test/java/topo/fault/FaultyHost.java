package topo.fault;

import java.util.Map;
import topo.kernel.Native;
import topo.reconcilers.Host;

/** A host all of whose ways out may have a fault. */
public final class FaultyHost {
    private FaultyHost() {}

    public static Host of(Script script, Map<String, String> environment) {
        return new Host(() -> new Native(new FaultyLibC(script)), () -> new FaultyProcesses(script), new FaultyFiles(script), environment);
    }
}
