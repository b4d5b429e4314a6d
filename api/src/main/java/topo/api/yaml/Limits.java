package topo.api.yaml;

/**
 * What one file may hold at most: levels of nesting, keys and values with aliases expanded, aliases of a document, characters of a
 * single value, and documents. A host of a star of namespaces is some 35 keys and values.
 */
record Limits(int depth, int nodes, int aliases, int scalar, int documents) {
    static final Limits USUAL = new Limits(32, 400_000, 100, 4096, 1_000);

    /** A file beyond the usual size was let in by a flag: it may hold as many more keys and values as it is larger. */
    static Limits of(long bytes) {
        long times = Math.max(1, Math.min(1_000, bytes / Source.MOST_BYTES));
        return new Limits(USUAL.depth, (int) (USUAL.nodes * times), USUAL.aliases, USUAL.scalar, USUAL.documents);
    }
}
