package topo.proof;

import topo.forwarding.ForwardingFiles;

/** The machine's files; every change of them is a write that the watch hears of. */
final class WatchedFiles extends ForwardingFiles {
    private final WatchedProvider provider;

    WatchedFiles(Watch watch) {
        this.provider = new WatchedProvider(this, watch);
    }

    @Override
    public WatchedProvider provider() {
        return provider;
    }
}
