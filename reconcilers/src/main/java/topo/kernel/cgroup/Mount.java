package topo.kernel.cgroup;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of /proc/PID/mountinfo (man 5 proc). {@code root}: the folder of the file system that is mounted, for a cgroup as seen from
 * the reader's cgroup namespace; {@code device}: st_dev of the files in it; {@code options}: those of the file system (a v1 hierarchy
 * lists its controllers there).
 */
record Mount(String root, String point, String type, String options, long device) {

    /** The mounts of cgroup file systems. Others are skipped unread: each namespace in /run/netns is a mount too. */
    static List<Mount> cgroups(String mountinfo) {
        List<Mount> found = new ArrayList<>();
        int hit = mountinfo.indexOf(" - cgroup");
        while (hit >= 0) {
            int start = mountinfo.lastIndexOf('\n', hit) + 1;
            int end = mountinfo.indexOf('\n', hit);
            end = end < 0 ? mountinfo.length() : end;
            found.add(parse(mountinfo.substring(start, end)));
            hit = mountinfo.indexOf(" - cgroup", end);
        }
        return found;
    }

    /** All mounts below this folder, of whatever type. A host of many namespaces has thousands of lines, of which few are read for this. */
    static List<Mount> below(String folder, String mountinfo) {
        List<Mount> found = new ArrayList<>();
        String part = " " + escape(folder) + "/";
        int hit = mountinfo.indexOf(part);
        while (hit >= 0) {
            int end = mountinfo.indexOf('\n', hit);
            end = end < 0 ? mountinfo.length() : end;
            Mount mount = parse(mountinfo.substring(mountinfo.lastIndexOf('\n', hit) + 1, end));
            // The folder may as well be what is mounted, or where from.
            if (mount.point().startsWith(folder + "/")) {
                found.add(mount);
            }
            hit = mountinfo.indexOf(part, end);
        }
        return found;
    }

    private static String escape(String text) {
        return text.replace("\\", "\\134").replace(" ", "\\040").replace("\t", "\\011").replace("\n", "\\012");
    }

    static List<Mount> all(String mountinfo) {
        List<Mount> found = new ArrayList<>();
        for (String line : mountinfo.split("\n")) {
            if (!line.isEmpty()) {
                found.add(parse(line));
            }
        }
        return found;
    }

    boolean isUnified() {
        return type.equals("cgroup2");
    }

    boolean isCgroup() {
        return isUnified() || type.equals("cgroup");
    }

    private static Mount parse(String line) {
        int dash = line.indexOf(" - ");
        String[] head = dash < 0 ? new String[0] : line.substring(0, dash).split(" ");
        String[] tail = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
        if (head.length < 6 || tail.length < 3) {
            throw new IllegalStateException("mountinfo has a line that man 5 proc does not know: " + line);
        }
        int colon = head[2].indexOf(':');
        long device = device(Long.parseLong(head[2].substring(0, colon)), Long.parseLong(head[2].substring(colon + 1)));
        return new Mount(unescape(head[3]), unescape(head[4]), tail[0], tail[2], device);
    }

    /** makedev(3) of glibc. */
    static long device(long major, long minor) {
        return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | minor & 0xff;
    }

    /** The kernel writes space, tab, newline and backslash as three octal digits. */
    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\' && i + 3 < text.length()) {
                plain.append((char) Integer.parseInt(text.substring(i + 1, i + 4), 8));
                i += 3;
            } else {
                plain.append(text.charAt(i));
            }
        }
        return plain.toString();
    }
}
