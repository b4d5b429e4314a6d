package topo.reconcilers.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import topo.api.Kept;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupException;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.CgroupProcesses;
import topo.kernel.cgroup.Hierarchy;

/**
 * The processes of cgroups that are deleted, which moves them out: those of a member namespace find back by themselves, others that somebody
 * put there would not. From a cgroup that somebody else made inside they come back into the one that it was in.
 */
final class KeptProcesses implements Kept {
    private final Path proc;
    private final CgroupProcesses processes;
    private final List<Place> places = new ArrayList<>();

    /** {@code started}: field 22 of /proc/PID/stat (proc_pid_stat(5)), which tells a process from a later one of the same number. */
    private record Place(CgroupDirectory directory, int pid, String started) {}

    KeptProcesses(Path proc, CgroupProcesses processes) {
        this.proc = proc;
        this.processes = processes;
    }

    void note(CgroupLayout layout, String topology, List<Cgroup> going) {
        for (Cgroup cgroup : going) {
            for (Hierarchy hierarchy : layout.hierarchies()) {
                CgroupDirectory directory = CgroupDirectory.of(hierarchy, Cgroup.path(topology, cgroup.name()));
                if (directory.exists()) {
                    note(directory, directory);
                }
            }
        }
    }

    private void note(CgroupDirectory directory, CgroupDirectory place) {
        for (int pid : directory.processes()) {
            String started = pid == 0 ? null : started(pid);
            if (started != null) {
                places.add(new Place(place, pid, started));
            }
        }
        directory.children().forEach(child -> note(child, place));
    }

    @Override
    public void giveBack() {
        List<String> refusals = new ArrayList<>();
        for (Place place : List.copyOf(places)) {
            if (place.directory().exists()) {
                places.remove(place);
                try {
                    if (place.started().equals(started(place.pid()))) {
                        processes.enter(place.directory(), place.pid());
                    }
                } catch (CgroupException refused) {
                    refusals.add("put process " + place.pid() + " back: " + refused.getMessage());
                }
            }
        }
        if (!refusals.isEmpty()) {
            throw new IllegalStateException(String.join("; ", refusals));
        }
    }

    /** Null if it has ended. The name before it, in brackets, may hold blanks and brackets. */
    private String started(int pid) {
        try {
            String stat = Files.readString(proc.resolve(Integer.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
        } catch (IOException ended) {
            return null;
        }
    }

    @Override
    public void close() {
        places.clear();
    }
}
