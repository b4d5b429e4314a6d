package topo.server;

/** How much memory all clients together may have filled. Thread-safe. */
final class Budget {
    private long left;

    Budget(long bytes) {
        this.left = bytes;
    }

    /** Takes that much (below 0: gives it back) unless there is not enough left. */
    synchronized boolean take(long bytes) {
        if (bytes > left) {
            return false;
        }
        left -= bytes;
        return true;
    }
}
