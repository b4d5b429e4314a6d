package topo.fault;

import java.util.List;

/** What is done while a fault is on, and how the host is brought to where it starts. */
enum Scenario {
    FIRST_APPLY(false, "apply"),
    CHANGE(true, "apply"),
    DESTROY(true, "destroy"),
    SECOND_APPLY(true, "apply"),
    DIFF(true, "diff");

    /** Whether the first version has been applied before. */
    final boolean onApplied;
    private final String verb;

    Scenario(boolean onApplied, String verb) {
        this.onApplied = onApplied;
        this.verb = verb;
    }

    boolean readsOnly() {
        return this == SECOND_APPLY || this == DIFF;
    }

    String[] command(Lab lab) {
        String subject = switch (this) {
            case FIRST_APPLY, SECOND_APPLY -> lab.first;
            case CHANGE, DIFF -> lab.second;
            case DESTROY -> "lab";
        };
        return List.of(verb, subject).toArray(String[]::new);
    }
}
