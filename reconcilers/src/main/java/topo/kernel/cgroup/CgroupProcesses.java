package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/** Moves processes between cgroups, all threads of one together. A process that has ended meanwhile is no failure. */
public final class CgroupProcesses {
    static final CgroupPath RELEASED = new CgroupPath("topo-released");
    /** Fields of proc_pid_stat(5), counted from 0 after the name: its 9 and 22. */
    private static final int FLAGS = 6;
    private static final int STARTTIME = 19;
    /** include/linux/sched.h. */
    private static final int PF_EXITING = 0x4;

    private final Path proc;

    /** {@code proc}: {@code /proc} of the PID namespace that topo runs in. */
    public CgroupProcesses(Path proc) {
        this.proc = proc;
    }

    /** Empty if it has ended. */
    public Optional<ProcessCgroups> cgroupsOf(int pid) {
        return ProcessCgroups.read(proc.resolve(Integer.toString(pid)));
    }

    /** When it was started, in words that tell it from a later one of the same number; empty if it has ended. */
    public Optional<String> startOf(int pid) {
        return fieldOf(pid, STARTTIME);
    }

    /**
     * Whether it has ended or is about to. The kernel shows such a process at the root of each v1 hierarchy, wherever it was
     * (proc_cgroup_show() in kernel/cgroup/cgroup.c), and its namespaces for a moment longer.
     */
    public boolean isEnding(int pid) {
        return fieldOf(pid, FLAGS).map(flags -> (Long.parseLong(flags) & PF_EXITING) != 0).orElse(true);
    }

    /** Empty if it has ended. The name in brackets before the fields may hold blanks and brackets. */
    private Optional<String> fieldOf(int pid, int field) {
        try {
            String stat = Files.readString(proc.resolve(Integer.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[field]);
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    /** Moves it here; false if it has ended. */
    public boolean enter(CgroupDirectory directory, int pid) {
        try {
            directory.enter(pid);
            return true;
        } catch (CgroupException refused) {
            if (!Files.exists(proc.resolve(Integer.toString(pid)), LinkOption.NOFOLLOW_LINKS)) {
                return false;
            }
            throw refused;
        }
    }

    /** Puts a process into this cgroup in every hierarchy that has it; the number of these. */
    public int join(CgroupLayout layout, CgroupPath path, int pid) {
        int joined = 0;
        for (Hierarchy hierarchy : layout.hierarchies()) {
            CgroupDirectory directory = CgroupDirectory.of(hierarchy, path);
            if (directory.exists() && enter(directory, pid)) {
                joined++;
            }
        }
        return joined;
    }

    /**
     * Moves a process to where it would be without topo: the root of the hierarchy. A v2 root that is not the kernel's own takes none
     * once it hands out controllers; then topo's own cgroup takes it or, where that is out of reach, one made for it beside {@code topo}.
     */
    public void release(Hierarchy hierarchy, int pid) {
        try {
            enter(CgroupDirectory.root(hierarchy), pid);
        } catch (CgroupException refused) {
            if (!hierarchy.unified()) {
                throw refused;
            }
            CgroupDirectory own = ownCgroup(hierarchy);
            if (own == null) {
                own = CgroupDirectory.of(hierarchy, RELEASED);
                own.make();
            }
            enter(own, pid);
        }
    }

    private CgroupDirectory ownCgroup(Hierarchy hierarchy) {
        String path = ProcessCgroups.read(proc.resolve("self")).map(own -> own.pathIn(hierarchy)).orElse(null);
        // Outside of the root of a cgroup namespace the kernel writes "/../".
        if (path == null || path.contains("/..") || !path.startsWith(hierarchy.path() + "/")
                || path.startsWith(hierarchy.path() + "/topo/")) {
            return null;
        }
        CgroupDirectory own = new CgroupDirectory(hierarchy, hierarchy.root().resolve(path.substring(hierarchy.path().length() + 1)));
        return own.exists() ? own : null;
    }
}
