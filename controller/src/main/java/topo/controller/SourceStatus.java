package topo.controller;

import java.util.List;
import java.util.Optional;
import topo.store.Origin;

/**
 * How a source of topologies stands after a look at it.
 *
 * @param address as on the command line: {@code git:https://git.example.org/labs.git#main:office}
 * @param revision which version of it was read last, as {@code main@sha1:6c9a...}; empty if none was, or there are no versions
 * @param topologies that it declares, by name, files that do not read left out
 * @param problems what is wrong with it or its files, in lines for people; empty if it is {@link State#READY}
 */
public record SourceStatus(String address, String revision, List<String> topologies, State state, List<String> problems) {
    public SourceStatus {
        topologies = List.copyOf(topologies);
        problems = List.copyOf(problems);
    }

    /** In one word. */
    public enum State {
        /** All of it was read and is followed. */
        READY("Ready"),
        /** It was read, and some of its files are not followed. */
        REFUSED("Refused"),
        /** It could not be read. */
        FAILED("Failed");

        private final String word;

        State(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** @throws IllegalArgumentException if there is none of this word */
        static State of(String word) {
            for (State state : values()) {
                if (state.word.equals(word)) {
                    return state;
                }
            }
            throw new IllegalArgumentException("state " + word);
        }
    }

    /** The whole id of the commit; empty where there is none. */
    public Optional<String> commit() {
        return Origin.commit(revision);
    }
}
