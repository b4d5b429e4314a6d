package topo.reconcilers.cgroup;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import topo.api.Change;
import topo.api.Kept;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.SurroundingsException;
import topo.api.Survey;
import topo.api.Trace;
import topo.api.net.NetnsName;
import topo.kernel.cgroup.CgroupDirectory;
import topo.kernel.cgroup.CgroupException;
import topo.kernel.cgroup.CgroupLayout;
import topo.kernel.cgroup.CgroupRemover;
import topo.kernel.cgroup.Cgroups;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;
import topo.kernel.cgroup.NetnsProcesses;
import topo.kernel.cgroup.PageSize;
import topo.reconcilers.cgroup.Limits.IoLimits;
import topo.reconcilers.cgroup.Limits.MemoryLimits;
import topo.reconcilers.cgroup.Limits.Throttle;

/**
 * Keeps cgroups as declared: that they exist, their limits, and that the processes of their namespaces are inside. A limit that is not
 * declared is put back to the kernel's default. Everything changes in place; processes are moved, never ended.
 */
public final class CgroupReconciler implements Reconciler<Cgroup> {
    private static final long LARGEST_PAGE = 1 << 20;

    private final Cgroups cgroups;
    private final NetnsProcesses netnsProcesses;

    /** {@code netnsFile}: the file that a namespace is mounted on. */
    public CgroupReconciler(Cgroups cgroups, Function<NetnsName, Path> netnsFile) {
        this.cgroups = cgroups;
        this.netnsProcesses = new NetnsProcesses(Path.of("/proc"), netnsFile);
    }

    @Override
    public Map<ResourceId, Observed<Cgroup>> observe(Look look) {
        List<Cgroup> desired = look.desired().of(Cgroup.class);
        if (!look.mark().isNamed()) {
            // The folder is the mark, and it is called after the topology.
            return Map.of();
        }
        boolean mayHaveTop = !look.recorded().of(Cgroup.class).isEmpty() && cgroups.mayHave(Cgroup.TOP);
        if (desired.isEmpty() && !mayHaveTop && !cgroups.mayHave(Cgroup.folder(look.mark().topology()))) {
            return Map.of();
        }
        CgroupLayout layout = cgroups.layout();
        new Requirements(layout, desired).check();
        return new CgroupObserver(layout, membership(layout), look).observe();
    }

    /** One for each topology with a folder, in however many hierarchies. Folders that no topology can be called are others'. */
    @Override
    public List<Trace> traces(Survey survey) {
        if (!cgroups.mayHave(Cgroup.TOP)) {
            return List.of();
        }
        try {
            Set<String> names = new TreeSet<>();
            for (Hierarchy hierarchy : cgroups.layout().hierarchies()) {
                for (CgroupDirectory folder : CgroupDirectory.of(hierarchy, Cgroup.TOP).children()) {
                    names.add(folder.name());
                }
            }
            names.removeIf(name -> !Mark.isLabel(name));
            List<Trace> traces = new ArrayList<>();
            names.forEach(name -> traces.add(new Trace(Cgroup.id(name), "folder " + Cgroup.folder(name), new Mark(name))));
            return traces;
        } catch (CgroupException failure) {
            throw new SurroundingsException("look at the cgroups: " + failure.getMessage(), failure);
        }
    }

    private Membership membership(CgroupLayout layout) {
        return new Membership(layout, cgroups.processes(), netnsProcesses);
    }

    /** Memory in whole pages, as the kernel keeps it, and disks by their numbers. */
    @Override
    public Cgroup settle(Cgroup desired, Cgroup observed, Look look) {
        Limits limits = desired.limits();
        if (!limits.memory().equals(MemoryLimits.NONE)) {
            PageSize page = look.shared(PageSize.class, PageSize::ofThisHost);
            MemoryLimits memory = limits.memory();
            limits = limits.with(new MemoryLimits(atMost(memory.max(), page), atMost(memory.high(), page), atLeast(memory.low(), page),
                    atLeast(memory.min(), page), atMost(memory.swapMax(), page)));
        }
        if (!limits.io().max().isEmpty()) {
            List<Throttle> throttles = new ArrayList<>();
            for (Throttle throttle : limits.io().max()) {
                String numbers = Disks.numbers(throttle.device());
                throttles.add(new Throttle(numbers == null ? throttle.device() : numbers, throttle.readBps(), throttle.writeBps(),
                        throttle.readIops(), throttle.writeIops()));
            }
            limits = limits.with(new IoLimits(limits.io().weight(), throttles));
        }
        return new Cgroup(desired.name(), limits, desired.members(), desired.outside());
    }

    @Override
    public Optional<Cgroup> restorable(Cgroup observed) {
        return observed.name().equals(Cgroup.FOLDER) ? Optional.empty()
                : Optional.of(new Cgroup(observed.name(), observed.limits(), observed.members(), 0));
    }

    @Override
    public Kept keep(List<Cgroup> going, Mark mark) {
        KeptProcesses kept = new KeptProcesses(cgroups.processes());
        kept.note(cgroups.layout(), mark.topology(), going);
        return kept;
    }

    private static Long atMost(Long bytes, PageSize page) {
        return bytes == null || bytes > Limits.UNLIMITED - LARGEST_PAGE ? null : (Long) page.round(bytes);
    }

    private static Long atLeast(Long bytes, PageSize page) {
        Long rounded = bytes == null ? null : (Long) page.round(bytes);
        return LimitValues.orDefault(rounded, 0);
    }

    /** In v1 a change of a cpuset leaves the cgroups below, also those that declare none, within the new one or behind in the old. */
    @Override
    public boolean disrupts(Change<Cgroup> change) {
        return change instanceof Change.Update<Cgroup> update && !update.from().limits().cpuset().equals(update.to().limits().cpuset())
                && mayHaveLegacyCpuset();
    }

    /** Where that cannot be told, those below are written once too often. */
    private boolean mayHaveLegacyCpuset() {
        try {
            return cgroups.layout().of(Controller.CPUSET).map(hierarchy -> !hierarchy.unified()).orElse(false);
        } catch (CgroupException unknown) {
            return true;
        }
    }

    @Override
    public void delete(List<Cgroup> gone, Session session) {
        CgroupWriter writer = writer(cgroups.layout(), session);
        for (Cgroup cgroup : gone) {
            attempt("delete", cgroup, session, () -> writer.delete(cgroup));
        }
    }

    @Override
    public void apply(List<Change<Cgroup>> changes, Session session) {
        CgroupLayout layout = cgroups.layout();
        CgroupWriter writer = writer(layout, session);
        Membership membership = membership(layout);
        List<Cgroup> made = new ArrayList<>();
        for (Change<Cgroup> change : changes) {
            Cgroup to = change.wanted().orElseThrow();
            attempt(change instanceof Change.Create ? "create" : "change", to, session, () -> {
                writer.configure(to);
                expel(change, membership, session);
                made.add(to);
            });
        }
        try {
            membership.gather(made, session);
        } catch (CgroupException failure) {
            made.forEach(cgroup -> session.fail(cgroup.id(), "find the processes of " + cgroup.id() + ": " + failure.getMessage()));
        }
    }

    private static void expel(Change<Cgroup> change, Membership membership, Session session) {
        if (change instanceof Change.Update<Cgroup> update) {
            List<NetnsName> dropped = new ArrayList<>(update.from().members());
            dropped.removeAll(update.to().members());
            membership.expel(update.to(), dropped, session);
        }
    }

    private CgroupWriter writer(CgroupLayout layout, Session session) {
        return new CgroupWriter(layout, new CgroupRemover(cgroups.processes()), session.mark().topology(),
                session.desired().of(Cgroup.class));
    }

    private static void attempt(String verb, Cgroup cgroup, Session session, Runnable step) {
        try {
            step.run();
        } catch (CgroupException | SurroundingsException failure) {
            session.fail(cgroup.id(), verb + " " + cgroup.title() + ": " + failure.getMessage());
        }
    }
}
