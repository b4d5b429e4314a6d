package topo.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import topo.api.SurroundingsException;

/**
 * A moment of this boot: the kernel's boot id (random(4)) and the milliseconds since then, of a clock that nobody sets (proc_uptime(5)).
 */
public record Boot(String id, long millis) {

    /** {@code proc}: {@code /proc}. */
    public static Boot now(Path proc) {
        try {
            String id = Files.readString(proc.resolve("sys/kernel/random/boot_id")).strip();
            String uptime = Files.readString(proc.resolve("uptime"));
            int point = uptime.indexOf('.');
            // Hundredths, always two digits.
            return new Boot(id, Long.parseLong(uptime.substring(0, point)) * 1000 + Long.parseLong(uptime.substring(point + 1, point + 3)) * 10);
        } catch (IOException | RuntimeException noProc) {
            throw new SurroundingsException("read " + proc.resolve("uptime") + ": " + noProc.getMessage(), noProc);
        }
    }
}
