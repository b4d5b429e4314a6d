package topo.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An apply that waits to be confirmed, and what is returned to if it is not. The time that counts is that of the clock since the boot
 * (CLOCK_BOOTTIME, time_namespaces(7)), which nobody sets and which runs on while the machine sleeps.
 *
 * @param token tells this apply from others, for the process that watches over it
 * @param boot the kernel's boot id then
 * @param deadline milliseconds since that boot
 * @param shown the same in seconds since 1970, for people
 * @param back what is returned to
 */
public record Pending(String token, String boot, long deadline, long shown, Back back) {
    private static final String KIND = "pending";

    /** {@code number}: of the version, 0 if there was none before; then {@code text} is empty and the topology is to be destroyed. */
    public record Back(int number, String text) {
        public static final Back NOTHING = new Back(0, "");

        public boolean isNothing() {
            return text.isEmpty();
        }
    }

    /** The same with another deadline. */
    public Pending until(long newDeadline, long newShown) {
        return new Pending(token, boot, newDeadline, newShown, back);
    }

    /** Whether the time is over; a boot ends it too, as it ends what was applied. */
    public boolean isOver(String bootNow, long millisNow) {
        return !boot.equals(bootNow) || millisNow >= deadline;
    }

    String file() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("token", token);
        values.put("boot", boot);
        values.put("deadline", Long.toString(deadline));
        values.put("shown", Long.toString(shown));
        values.put("back", Integer.toString(back.number()));
        return new Page(KIND, values, back.text()).write();
    }

    static Optional<Pending> parse(String content) {
        try {
            return Page.read(KIND, content).map(file -> new Pending(file.value("token"), file.value("boot"), file.number("deadline"),
                    file.number("shown"), new Back((int) file.number("back"), file.text())));
        } catch (IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }
}
