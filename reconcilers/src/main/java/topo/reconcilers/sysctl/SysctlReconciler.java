package topo.reconcilers.sysctl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topo.api.Change;
import topo.api.Look;
import topo.api.Memory;
import topo.api.Observed;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.Unseen;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Sysctls;

/**
 * Keeps sysctls at their values. The kernel holds no mark of whose a value is, so a declared one is always ours, and what it was before
 * topo's first write is remembered durably before that write. When the entry goes, that value comes back, unless someone else has
 * written another one meanwhile. A sysctl that had the declared value from the start is never written, so nothing comes back then.
 */
public final class SysctlReconciler implements Reconciler<Sysctl> {
    private final Sysctls sysctls;

    public SysctlReconciler(Sysctls sysctls) {
        this.sysctls = sysctls;
    }

    /** One that has no value to read (stable_secret has none at first) is not there; a wanted one is created then, which writes it. */
    @Override
    public Map<ResourceId, Observed<Sysctl>> observe(Look look) {
        List<Sysctl> watched = new ArrayList<>(look.desired().of(Sysctl.class));
        watched.addAll(dropped(look));
        Map<ResourceId, Observed<Sysctl>> found = new LinkedHashMap<>();
        SysctlWriter.byNamespace(watched).forEach((netns, group) -> {
            for (Sysctl there : read(netns, group, look)) {
                found.put(there.id(), Observed.ours(there));
            }
        });
        return found;
    }

    /** Those that are to get their earlier value back; where the record was lost, what is remembered is enough to know them. */
    private static List<Sysctl> dropped(Look look) {
        Memory memory = look.memory();
        Map<ResourceId, Sysctl> dropped = new LinkedHashMap<>();
        for (Sysctl earlier : look.recorded().of(Sysctl.class)) {
            if (!look.desired().contains(earlier.id())) {
                dropped.put(earlier.id(), earlier);
                if (memory.recall(earlier.id()).isEmpty() && stays(earlier, look)) {
                    memory.missed(earlier.id(), earlier.id() + " is left as it is: what it was before is not known any more");
                }
            }
        }
        // A limited look leaves most of what is remembered to others, and sees none of it as dropped.
        for (ResourceId id : look.frame().limited() ? Set.<ResourceId>of() : memory.known()) {
            if (id.kind().equals(Sysctl.KIND) && !look.desired().contains(id)) {
                dropped.computeIfAbsent(id, lost -> new Sysctl(lost.netns(), SysctlName.parse(lost.name()), ""));
            }
        }
        dropped.keySet().removeIf(id -> memory.recall(id).isEmpty());
        return List.copyOf(dropped.values());
    }

    /** Whether it is not in a namespace that goes with all that is in it. */
    private static boolean stays(Sysctl one, Look look) {
        return one.netns().isHost() || look.desired().contains(new ResourceId("namespace", NetnsName.HOST, one.netns().value()));
    }

    private List<Sysctl> read(NetnsName netns, List<Sysctl> group, Look look) {
        List<Sysctl> found = new ArrayList<>();
        try {
            return sysctls.in(netns, here -> {
                for (Sysctl one : group) {
                    read(here, one, look).ifPresent(found::add);
                }
                return found;
            });
        } catch (KernelException refused) {
            if (refused.errno() != Errno.ENOENT && refused.errno() != Errno.EINVAL) {
                look.unseen(Unseen.in(Sysctl.KIND, netns, refused.getMessage()));
            }
            return List.of();
        }
    }

    /** What topo has written once can be read, so that a refusal later tells nothing of its value. */
    private static Optional<Sysctl> read(Sysctls here, Sysctl one, Look look) {
        try {
            return Optional.ofNullable(SysctlWriter.current(here, one)).map(value -> new Sysctl(one.netns(), one.name(), value));
        } catch (KernelException refused) {
            boolean writeOnly = refused.errno() == Errno.EACCES && look.memory().recall(one.id()).isEmpty();
            if (!writeOnly) {
                look.unseen(Unseen.only(one.id(), refused.getMessage()));
            }
            return Optional.empty();
        }
    }

    @Override
    public void apply(List<Change<Sysctl>> changes, Session session) {
        List<Sysctl> wanted = new ArrayList<>();
        Set<ResourceId> fresh = new HashSet<>();
        for (Change<Sysctl> change : changes) {
            change.wanted().ifPresent(wanted::add);
            if (change instanceof Change.Create) {
                fresh.add(change.id());
            }
        }
        Map<NetnsName, List<Sysctl>> groups = SysctlWriter.byNamespace(wanted);
        SysctlNotes notes = new SysctlNotes(sysctls, session);
        notes.take(groups, fresh);
        groups.forEach(new SysctlWriter(sysctls, session)::set);
        notes.takeBackFailed();
    }

    @Override
    public void delete(List<Sysctl> gone, Session session) {
        SysctlWriter writer = new SysctlWriter(sysctls, session);
        SysctlWriter.byNamespace(gone).forEach((netns, group) -> {
            if (!session.isGoing(netns)) {
                writer.giveBack(netns, group);
            }
        });
        List<ResourceId> over = new ArrayList<>();
        for (Sysctl one : gone) {
            if (!session.hasFailed(one.id())) {
                over.add(one.id());
            }
        }
        session.memory().forgetAll(over);
    }
}
