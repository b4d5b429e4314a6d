package topo.cli;

import java.time.Instant;
import topo.engine.Report;

/**
 * What followed on an apply.
 *
 * @param restored what bringing the state before back came to, or null if it was not tried
 * @param cause why it was tried, or null
 * @param confirmBy when it is rolled back unless it is confirmed, or null
 */
record Aftermath(Report restored, String cause, Instant confirmBy) {
    static final Aftermath NONE = new Aftermath(null, null, null);

    static Aftermath restored(Report report, String cause) {
        return new Aftermath(report, cause, null);
    }

    static Aftermath confirmBy(Instant time) {
        return new Aftermath(null, null, time);
    }
}
