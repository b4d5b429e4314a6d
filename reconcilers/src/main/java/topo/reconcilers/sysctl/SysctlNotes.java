package topo.reconcilers.sysctl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topo.api.Memory;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.Sysctls;

/**
 * Notes what the sysctls of one step hold before they are written: all at once, as each durable write costs milliseconds. For one step.
 */
final class SysctlNotes {
    private final Sysctls sysctls;
    private final Session session;
    private final Map<ResourceId, String> notes = new LinkedHashMap<>();
    private final Map<ResourceId, Optional<String>> earlier = new HashMap<>();

    SysctlNotes(Sysctls sysctls, Session session) {
        this.sysctls = sysctls;
        this.session = session;
    }

    /**
     * To be called before the writes. {@code fresh}: those that were not there at the look, so that what is remembered of them is of an
     * earlier namespace or interface of this name. A namespace that cannot be entered is a failure of all in it.
     */
    void take(Map<NetnsName, List<Sysctl>> wanted, Set<ResourceId> fresh) {
        Memory memory = session.memory();
        List<ResourceId> stale = new ArrayList<>();
        wanted.forEach((netns, group) -> values(netns, group).forEach((one, present) -> {
            ResourceId id = one.id();
            Optional<SysctlMemory> known = fresh.contains(id) ? Optional.empty() : SysctlMemory.recall(memory, id);
            // What it holds now may be topo's own of an earlier version, if that is not known any more.
            boolean unknown = known.isEmpty() && memory.hasLost() && !fresh.contains(id);
            String before = known.isPresent() ? known.get().before() : unknown ? null : present;
            if (before != null && !one.value().equals(present)) {
                earlier.put(id, memory.recall(id));
                Map<String, String> exceptions = known.isPresent() ? known.get().exceptions() : exceptions(one, before);
                notes.put(id, new SysctlMemory(before, one.value(), exceptions).text());
            } else if (fresh.contains(id) && memory.recall(id).isPresent()) {
                stale.add(id);
            }
        }));
        if (!notes.isEmpty()) {
            memory.rememberAll(notes);
        }
        if (!stale.isEmpty()) {
            memory.forgetAll(stale);
        }
    }

    /** Of the host's own namespace only: in the others all is the topology's. */
    private Map<String, String> exceptions(Sysctl one, String before) {
        Followers followers = one.netns().isHost() ? Followers.of(one.name()) : null;
        return followers == null ? Map.of() : sysctls.in(one.netns(), here -> followers.exceptions(here, before));
    }

    /** To be called after the writes: what failed still has the value that was noted before. */
    void takeBackFailed() {
        for (ResourceId id : notes.keySet()) {
            if (session.hasFailed(id)) {
                earlier.get(id).ifPresentOrElse(text -> session.memory().remember(id, text), () -> session.memory().forget(id));
            }
        }
    }

    private Map<Sysctl, String> values(NetnsName netns, List<Sysctl> group) {
        Map<Sysctl, String> values = new LinkedHashMap<>();
        try {
            return sysctls.in(netns, here -> {
                for (Sysctl one : group) {
                    try {
                        values.put(one, SysctlWriter.current(here, one));
                    } catch (KernelException unreadable) {
                        // Written now, its earlier value would be lost.
                        session.fail(one.id(), SysctlWriter.failure(one, unreadable));
                    }
                }
                return values;
            });
        } catch (KernelException refused) {
            group.forEach(one -> session.fail(one.id(), SysctlWriter.operation(one) + ": " + refused.getMessage()));
            return Map.of();
        }
    }
}
