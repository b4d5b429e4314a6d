package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Which cgroups a process (its first thread) is in: the text of /proc/PID/cgroup (man 7 cgroups), {@code 8:pids:/topo/office/red}. */
public record ProcessCgroups(String text) {

    /** {@code process}: a folder in /proc. Empty if the process is gone. */
    static Optional<ProcessCgroups> read(Path process) {
        Path file = process.resolve("cgroup");
        try {
            return Optional.of(new ProcessCgroups(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)));
        } catch (AccessDeniedException denied) {
            throw CgroupException.of("read " + file, denied);
        } catch (FileSystemException gone) {
            return Optional.empty();
        } catch (IOException gone) {
            // A process that ends between open and read: ESRCH, which the JDK reports without a type of its own.
            if (Files.exists(process)) {
                throw CgroupException.of("read " + file, gone);
            }
            return Optional.empty();
        }
    }

    /** Its path in this hierarchy, from the hierarchy's own root; null if the hierarchy is not listed. */
    String pathIn(Hierarchy hierarchy) {
        for (String line : text.split("\n")) {
            int first = line.indexOf(':');
            int second = line.indexOf(':', first + 1);
            if (second > 0 && isOf(hierarchy, line.substring(first + 1, second))) {
                return line.substring(second + 1);
            }
        }
        return null;
    }

    private static boolean isOf(Hierarchy hierarchy, String names) {
        if (hierarchy.unified()) {
            return names.isEmpty();
        }
        String one = hierarchy.controllers().iterator().next().legacyName();
        for (String name : names.split(",")) {
            if (name.equals(one)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it is in this very cgroup. */
    public boolean isIn(Hierarchy hierarchy, CgroupPath path) {
        return (hierarchy.path() + "/" + path.text()).equals(pathIn(hierarchy));
    }

    /** Whether it is in this cgroup or in one below. */
    public boolean isInside(Hierarchy hierarchy, CgroupPath path) {
        String here = pathIn(hierarchy);
        String cgroup = hierarchy.path() + "/" + path.text();
        return here != null && (here.equals(cgroup) || here.startsWith(cgroup + "/"));
    }
}
