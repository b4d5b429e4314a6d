package topo.controller;

import java.time.Instant;
import java.util.List;

/**
 * One statement on a topology.
 *
 * @param type what it is about, one word
 * @param status whether it holds: {@code True}, {@code False} or {@code Unknown}
 * @param reason why, one word
 * @param message why, for people; may be empty
 * @param since when the status became what it is
 */
public record Condition(String type, String status, String reason, String message, Instant since) {

    static Condition of(String type, boolean holds, String reason, String message, Instant now) {
        return new Condition(type, holds ? "True" : "False", reason, message, now);
    }

    /** The same, since the time of the one before if that had the same status. */
    Condition after(List<Condition> before) {
        for (Condition one : before) {
            if (one.type.equals(type) && one.status.equals(status)) {
                return new Condition(type, status, reason, message, one.since);
            }
        }
        return this;
    }
}
