package topo.cli;

import topo.store.Applied;

/**
 * How targets are carried out.
 *
 * @param adopt whether unmarked things of a wanted name are taken over
 * @param json whether standard output is for the result alone, so that what is told goes to the messages
 * @param atomic whether the first failure ends it, so that all can be taken back
 * @param origin the command, as the history calls it ({@link Applied#origin})
 */
record Manner(boolean adopt, boolean json, boolean atomic, String origin) {
    static Manner plain(boolean json) {
        return new Manner(false, json, false, Applied.APPLY);
    }

    Manner by(String other) {
        return new Manner(adopt, json, atomic, other);
    }
}
