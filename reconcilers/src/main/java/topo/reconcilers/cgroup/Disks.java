package topo.reconcilers.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Device numbers of disks. */
final class Disks {
    private static final int TYPE = 0170000;
    private static final int BLOCK = 0060000;

    private Disks() {}

    /** {@code 8:0} for {@code /dev/sda}, as the kernel's files have it; null if there is no such disk. */
    static String numbers(String device) {
        if (IoValues.isNumbers(device)) {
            return Files.exists(Path.of("/sys/dev/block", device)) ? device : null;
        }
        try {
            Path path = Path.of(device);
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            long numbers = (Long) Files.getAttribute(path, "unix:rdev");
            // gnu_dev_major(3), gnu_dev_minor(3).
            long major = numbers >>> 8 & 0xfff | numbers >>> 32 & 0xfffff000L;
            long minor = numbers & 0xff | numbers >>> 12 & 0xffffff00L;
            return (mode & TYPE) == BLOCK ? major + ":" + minor : null;
        } catch (IOException missing) {
            return null;
        }
    }
}
