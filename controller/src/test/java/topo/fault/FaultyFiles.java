package topo.fault;

import topo.forwarding.ForwardingFiles;

/** The files of this machine with a fault. */
public final class FaultyFiles extends ForwardingFiles {
    private final FaultyProvider provider;

    public FaultyFiles(Script script) {
        this.provider = new FaultyProvider(this, script);
    }

    @Override
    public FaultyProvider provider() {
        return provider;
    }
}
