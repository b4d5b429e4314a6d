package topo.kernel.cgroup;

import java.util.List;

/**
 * Where a cgroup is below the root of its hierarchy: {@code topo/office/red}. Every level is at most 63 letters, digits, "_", "." and
 * "-" with a letter or digit first, and is not the name of a file that the kernel puts into each cgroup; so no path leaves the root.
 */
public record CgroupPath(String text) {
    private static final int LONGEST_LEVEL = 63;
    private static final List<String> KERNEL_PREFIXES = List.of("cgroup.", "memory.", "cpu.", "cpuset.", "cpuacct.", "pids.", "io.",
            "blkio.", "hugetlb.", "rdma.", "misc.", "perf_event.", "devices.", "freezer.", "net_cls.",
            "net_prio.", "irq.", "debug.", "dmem.");
    private static final List<String> KERNEL_FILES = List.of("tasks", "notify_on_release", "release_agent");

    public CgroupPath {
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf('/', start);
            end = end < 0 ? text.length() : end;
            if (!isLevel(text.substring(start, end))) {
                throw new IllegalArgumentException("\"" + text.substring(start, end) + "\" cannot be the name of a cgroup");
            }
            start = end + 1;
        }
    }

    /** Whether this can be one level of a path. */
    public static boolean isLevel(String name) {
        if (name.isEmpty() || name.length() > LONGEST_LEVEL || !isLetterOrDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 1; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!isLetterOrDigit(c) && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return !isKernelFile(name);
    }

    /** Whether the kernel has, or may have in another version, a file of this name in a cgroup, so that no cgroup can be called so. */
    public static boolean isKernelFile(String name) {
        if (name.indexOf('.') > 0) {
            for (String prefix : KERNEL_PREFIXES) {
                if (name.startsWith(prefix)) {
                    return true;
                }
            }
        }
        return KERNEL_FILES.contains(name);
    }

    private static boolean isLetterOrDigit(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }

    /** The one of this name in this one. */
    public CgroupPath child(String name) {
        return new CgroupPath(text + "/" + name);
    }

    public String[] levels() {
        return text.split("/");
    }

    @Override
    public String toString() {
        return text;
    }
}
