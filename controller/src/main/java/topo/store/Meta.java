package topo.store;

import java.util.LinkedHashMap;
import java.util.Map;
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

    private static final String KIND = "meta";

    String file() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("created", Long.toString(created));
        values.put("applied", Long.toString(applied));
        values.put("result", result);
        values.put("boot", boot);
        return new Page(KIND, values, "").write();
    }

    /** Empty if nothing readable is there; then only times are not known. */
    static Optional<Meta> read(RecordFolder folder) {
        return Content.of(folder.file(RecordFolder.META)) instanceof Content.Text content ? parse(content.text()) : Optional.empty();
    }

    /** Empty for what is not a whole text of this version. */
    static Optional<Meta> parse(String content) {
        try {
            return Page.read(KIND, content).map(page -> new Meta(page.number("created"), page.number("applied"), page.value("result"),
                    page.value("boot")));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }
}
