package topo.server;

/**
 * How long a client may take, in nanoseconds. Whoever takes longer is dropped.
 *
 * @param idleNanos without a byte before all of its request is there
 * @param requestNanos until all of its request is there
 * @param stallNanos without reading anything of what waits for it
 * @param closingNanos to read why it was refused
 */
record Patience(long idleNanos, long requestNanos, long stallNanos, long closingNanos) {
    static final Patience STANDARD = new Patience(10_000_000_000L, 60_000_000_000L, 10_000_000_000L, 2_000_000_000L);
}
