package topo.store;

import java.util.Optional;

/**
 * What is known of a remembered topology besides its text. Times are seconds since 1970.
 *
 * @param created when it was first applied
 * @param applied when it was last applied with a change
 * @param result how that ended: {@code applying}, {@code converged} or {@code failed}; {@code destroying} while it is deleted
 * @param boot the kernel's {@code /proc/sys/kernel/random/boot_id} then
 */
public record Meta(long created, long applied, String result, String boot) {
    public static final String APPLYING = "applying";
    public static final String CONVERGED = "converged";
    public static final String FAILED = "failed";
    public static final String DESTROYING = "destroying";

    private static final String HEAD = "topo-meta 1\n";

    String text() {
        return Seal.seal(HEAD + "created " + created + "\napplied " + applied + "\nresult " + result + "\nboot " + boot);
    }

    /** Empty for what is not a whole text of this version. */
    static Optional<Meta> parse(String content) {
        String text = Seal.open(content).orElse("");
        String[] lines = text.split("\n", -1);
        if (!text.startsWith(HEAD) || lines.length != 5) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Meta(Long.parseLong(value(lines[1], "created ")), Long.parseLong(value(lines[2], "applied ")),
                    value(lines[3], "result "), value(lines[4], "boot ")));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key)) {
            throw new IllegalArgumentException("no " + key);
        }
        return line.substring(key.length());
    }
}
