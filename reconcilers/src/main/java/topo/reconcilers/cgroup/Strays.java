package topo.reconcilers.cgroup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.cgroup.Cgroups;
import topo.kernel.cgroup.NetnsProcesses;

/**
 * Finds processes that are not in the cgroup that their namespace's processes belong into. The kernel tells nobody that a process appears
 * in a namespace or leaves a cgroup, so it takes a look at every process of the host, some 10 microseconds each; where nobody lives in
 * those namespaces and no process was started since, one read of one file. Not thread-safe.
 */
public final class Strays {
    /** A process may be seen between its start and its way into the namespace (fork, setns), so what was started is looked at twice. */
    private static final int LOOKS = 2;
    /** One that was there long before may enter a namespace too. */
    private static final int MOST_SPARED = 10;

    private final Cgroups cgroups;
    private final NetnsProcesses netnsProcesses;
    private final Path newest;
    private Map<String, List<Cgroup>> limited = Map.of();
    private Membership membership;
    private String last = "";
    private int due = LOOKS;
    private int spared;
    private boolean inhabited = true;

    /** A process by the topology and the name of the cgroup that it belongs into. */
    public record Stray(String topology, String cgroup, int pid) {}

    /** {@code netnsFile}: the file that a namespace is mounted on; {@code proc}: {@code /proc}. */
    public Strays(Cgroups cgroups, Function<NetnsName, Path> netnsFile, Path proc) {
        this.cgroups = cgroups;
        this.netnsProcesses = new NetnsProcesses(proc, netnsFile);
        this.newest = proc.resolve("loadavg");
    }

    /** Those of these cgroups from now on, by topology. */
    public void watch(Map<String, List<Cgroup>> all) {
        limited = new TreeMap<>();
        all.forEach((topology, some) -> limited.put(topology, some.stream().filter(one -> !one.members().isEmpty()).toList()));
        limited.values().removeIf(List::isEmpty);
        membership = limited.isEmpty() ? null : new Membership(cgroups.layout(), cgroups.processes(), netnsProcesses);
        due = LOOKS;
    }

    /** @throws RuntimeException if it cannot be seen */
    public Set<Stray> find() {
        Set<Stray> strays = new HashSet<>();
        if (limited.isEmpty() || isQuiet()) {
            return strays;
        }
        Set<NetnsName> namespaces = new TreeSet<>();
        limited.values().forEach(all -> all.forEach(one -> namespaces.addAll(one.members())));
        Map<NetnsName, List<Integer>> found = membership.find(namespaces);
        inhabited = found.values().stream().anyMatch(pids -> !pids.isEmpty());
        limited.forEach((topology, all) -> {
            for (Cgroup one : inhabited ? all : new ArrayList<Cgroup>()) {
                membership.outside(one, topology, found).forEach(pid -> strays.add(new Stray(topology, one.name(), pid)));
            }
        });
        return strays;
    }

    private boolean isQuiet() {
        String now = newestProcess();
        due = now.equals(last) ? due - 1 : LOOKS;
        last = now;
        boolean quiet = !inhabited && due <= 0 && spared < MOST_SPARED;
        spared = quiet ? spared + 1 : 0;
        return quiet;
    }

    /** The number of the youngest process ends /proc/loadavg (proc_loadavg(5)). */
    private String newestProcess() {
        try {
            String text = Files.readString(newest, StandardCharsets.US_ASCII).strip();
            return text.substring(text.lastIndexOf(' ') + 1);
        } catch (IOException failure) {
            throw KernelException.of("read " + newest, failure);
        }
    }
}
