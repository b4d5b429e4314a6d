package topo.trigger;

import java.time.Instant;

/**
 * How a {@link Feed} stands after the last try to read it.
 *
 * @param revision the version that was read last, or empty
 * @param reason one word for what went wrong, empty if nothing did; Flux's words where it has one
 * @param message what was tried, why it failed and the way out; empty if nothing did
 * @param since when it went wrong; null if nothing did
 */
public record Standing(String revision, String reason, String message, Instant since) {
    public static Standing ready(String revision) {
        return new Standing(revision, "", "", null);
    }

    public boolean isReady() {
        return reason.isEmpty();
    }
}
