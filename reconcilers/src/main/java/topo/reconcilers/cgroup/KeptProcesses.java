package topo.reconcilers.cgroup;

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
    private final CgroupProcesses processes;
    private final List<Place> places = new ArrayList<>();

    private record Place(CgroupDirectory directory, int pid, String started) {}

    KeptProcesses(CgroupProcesses processes) {
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
            processes.startOf(pid).ifPresent(started -> places.add(new Place(place, pid, started)));
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
                    if (processes.startOf(place.pid()).filter(place.started()::equals).isPresent()) {
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

    @Override
    public void close() {
        places.clear();
    }
}
