package topo.proof;

/** A command that is killed: what it finds, what it is told, and what is wanted once it was told so. */
enum Operation {
    APPLY(false, "lab.yaml", "apply", "lab.yaml"),
    CHANGE(true, "lab-changed.yaml", "apply", "lab-changed.yaml"),
    DESTROY(true, "lab.yaml", "destroy", "lab");

    private final boolean applied;
    private final String wanted;
    private final String verb;
    private final String what;

    Operation(boolean applied, String wanted, String verb, String what) {
        this.applied = applied;
        this.wanted = wanted;
        this.verb = verb;
        this.what = what;
    }

    /** Whether lab.yaml was applied before. */
    boolean applied() {
        return applied;
    }

    /** The file that the next apply gets. */
    String wanted() {
        return wanted;
    }

    String verb() {
        return verb;
    }

    String what() {
        return what;
    }
}
