package topo.kernel.events;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;

/**
 * Which namespace each name stands for, read from {@code /proc/self/mountinfo} (proc_pid_mountinfo(5)): one read of one file for any number
 * of names, where asking for each name's file would be a call for each.
 */
final class MountTable {
    private final Path file;
    private final String prefix;

    /** {@code file}: {@code /proc/self/mountinfo}; {@code folder}: {@code /run/netns}. */
    MountTable(Path file, Path folder) {
        this.file = file;
        this.prefix = folder + "/";
    }

    /** Name to the inode number of its namespace. */
    Map<NetnsName, Long> namespaces() {
        try {
            return parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8), prefix);
        } catch (IOException refused) {
            throw KernelException.of("read " + file, refused);
        }
    }

    /**
     * The mounts of namespaces directly below the prefix; of several on one name the last, which lies on top. A line is
     * {@code 202 201 0:4 net:[4026539487] /run/netns/red rw shared:104 - nsfs nsfs rw}.
     */
    static Map<NetnsName, Long> parse(String table, String prefix) {
        Map<NetnsName, Long> found = new HashMap<>();
        int start = 0;
        while (start < table.length()) {
            int end = table.indexOf('\n', start);
            end = end < 0 ? table.length() : end;
            int root = table.indexOf(" net:[", start);
            if (root < 0) {
                break;
            } else if (root < end) {
                add(table.substring(root + 1, end), prefix, found);
            }
            start = root < end ? end + 1 : table.lastIndexOf('\n', root) + 1;
        }
        return found;
    }

    /** {@code line}: from the root on. */
    private static void add(String line, String prefix, Map<NetnsName, Long> found) {
        int close = line.indexOf("] ");
        int place = close + 2;
        int end = line.indexOf(' ', place);
        if (close < 0 || end < 0 || !line.startsWith(prefix, place) || line.indexOf('/', place + prefix.length()) < end
                && line.indexOf('/', place + prefix.length()) >= 0) {
            return;
        }
        try {
            found.put(new NetnsName(line.substring(place + prefix.length(), end)), Long.parseLong(line.substring("net:[".length(), close)));
        } catch (NumberFormatException noNamespace) {
            // A path of another file system may look like anything.
        }
    }
}
