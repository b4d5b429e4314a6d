package topo.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The commands by name, in the order in which the help lists them. */
enum Verb {
    APPLY("apply", "Make the host be as the files say, verify it, and remember it."),
    DIFF("diff", "Show what apply would change; change nothing."),
    CONFIRM("confirm", "Keep what \"apply --confirm\" made; without it, that is rolled back."),
    HISTORY("history", "List the versions of a topology that were applied."),
    ROLLBACK("rollback", "Return to an earlier version of a topology."),
    VALIDATE("validate", "Read and check files; needs no privileges."),
    DESTROY("destroy", "Delete everything that a topology owns."),
    GET("get", "List the remembered topologies, or the resources of one."),
    DESCRIBE("describe", "Show all that is known of a topology or of one resource."),
    EVENTS("events", "List what the controller saw and did."),
    WAIT("wait", "Wait until a topology is as wanted."),
    PAUSE("pause", "Have the controller leave a topology alone."),
    RESUME("resume", "Have the controller keep a paused topology true again."),
    SYNC("sync", "Have the controller look at its sources now."),
    EXEC("exec", "Run a command inside a namespace."),
    CONTROLLER("controller", "Keep every remembered topology true; runs until it is stopped."),
    COMPLETION("completion", "Print a completion script for a shell.");

    private static final Set<String> SHARED = Set.of("apply", "diff", "confirm", "history", "rollback", "destroy", "get", "describe", "events",
            "wait", "pause", "resume", "sync");

    private final String word;
    private final String summary;

    Verb(String word, String summary) {
        this.word = word;
        this.summary = summary;
    }

    String word() {
        return word;
    }

    String summary() {
        return summary;
    }

    /** Whether the running controller may do it for a client, over its socket. */
    boolean isShared() {
        return SHARED.contains(word);
    }

    /** Null if there is none of this name. */
    static Verb of(String word) {
        for (Verb verb : values()) {
            if (verb.word.equals(word)) {
                return verb;
            }
        }
        return null;
    }

    static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Verb verb : values()) {
            words.add(verb.word);
        }
        return words;
    }
}
