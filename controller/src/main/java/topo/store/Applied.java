package topo.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One version of a topology that was applied.
 *
 * @param number counts up from 1 and is never used again
 * @param time when that ended, in seconds since 1970
 * @param origin which command it was: {@code apply}, {@code rollback to 3}, {@code automatic roll-back to 3}
 * @param result {@link Meta#CONVERGED}, {@link Meta#FAILED}, {@link #INTERRUPTED} or {@link #NOT_APPLIED}
 * @param text the document
 */
public record Applied(int number, long time, String origin, String result, String text) {
    /** The command was cut short: the process was killed, or the machine went down. */
    public static final String INTERRUPTED = "interrupted";
    /** It was made the wanted one, and nothing else: the machine was started anew. */
    public static final String NOT_APPLIED = "not applied";
    public static final String APPLY = "apply";

    private static final String KIND = "version";

    String file() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("number", Integer.toString(number));
        values.put("time", Long.toString(time));
        values.put("origin", origin);
        values.put("result", result);
        return new Page(KIND, values, text).write();
    }

    static Optional<Applied> parse(String content) {
        try {
            return Page.read(KIND, content).map(file -> new Applied((int) file.number("number"), file.number("time"), file.value("origin"),
                    file.value("result"), file.text()));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }
}
