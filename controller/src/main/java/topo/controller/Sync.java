package topo.controller;

/** Whether the kernel is as a topology, or one resource, wants it. */
public enum Sync {
    SYNCED("Synced"),
    OUT_OF_SYNC("OutOfSync"),
    /** Not looked at yet, or it could not be seen. */
    UNKNOWN("Unknown");

    private final String word;

    Sync(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
