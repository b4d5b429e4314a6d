package topo.cli;

/** Exit statuses, the same for every command. */
enum Exit {
    DONE(0, "done"),
    DIFFERENCES(1, "there are differences"),
    USAGE(2, "bad usage or a bad document; nothing was touched"),
    CONFLICT(3, "a conflict with something that topo does not own; nothing was touched"),
    FAILED(4, "some resources failed or were not seen, each is named, the rest is done; or a name is not known"),
    SURROUNDINGS(5, "the surroundings: not root, a kernel feature or tool missing, a lock not had in time");

    private final int code;
    private final String meaning;

    Exit(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    int code() {
        return code;
    }

    String meaning() {
        return meaning;
    }

    /** The graver of two, for a command that did several things. */
    Exit and(Exit other) {
        return other.code > code ? other : this;
    }
}
