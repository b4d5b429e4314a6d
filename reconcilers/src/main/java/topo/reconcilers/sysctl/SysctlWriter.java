package topo.reconcilers.sysctl;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Sysctls;

/**
 * Writes the sysctls of one namespace in one visit, those first that make the kernel write others. Declared ones that were right before
 * such a write are right after it: what the kernel changed of them is written back at once. For one session.
 */
final class SysctlWriter {
    private final Sysctls sysctls;
    private final Session session;
    private final Map<NetnsName, List<Sysctl>> declared;

    SysctlWriter(Sysctls sysctls, Session session) {
        this.sysctls = sysctls;
        this.session = session;
        this.declared = byNamespace(session.desired().of(Sysctl.class));
    }

    /** Each group in the order of writing. */
    static Map<NetnsName, List<Sysctl>> byNamespace(List<Sysctl> all) {
        Map<NetnsName, List<Sysctl>> groups = new LinkedHashMap<>();
        for (Sysctl one : all) {
            groups.computeIfAbsent(one.netns(), n -> new ArrayList<>()).add(one);
        }
        for (List<Sysctl> group : groups.values()) {
            group.sort((a, b) -> a.name().compareTo(b.name()));
        }
        return groups;
    }

    /**
     * The present value; null if there is no such sysctl, or it has no value yet, as only an interface's stable_secret can have none
     * (addrconf_sysctl_stable_secret).
     *
     * @throws KernelException if it is there and does not tell
     */
    static String current(Sysctls here, Sysctl one) {
        try {
            return here.read(one.name().path());
        } catch (KernelException unreadable) {
            boolean none = unreadable.errno() == Errno.EIO && one.name().path().endsWith("/stable_secret");
            if (none || unreadable.errno() == Errno.ENOENT) {
                return null;
            }
            throw unreadable;
        }
    }

    static String operation(Sysctl one) {
        return "set " + one.id() + " to " + (one.value().isEmpty() ? "nothing" : one.value());
    }

    /** Gives every one its value; those that failed in this session are left out. */
    void set(NetnsName netns, List<Sysctl> group) {
        List<Sysctl> open = new ArrayList<>();
        for (Sysctl one : group) {
            if (!session.hasFailed(one.id())) {
                open.add(one);
            }
        }
        if (open.isEmpty()) {
            return;
        }
        try {
            sysctls.in(netns, here -> write(here, netns, open)).forEach(session::fail);
        } catch (KernelException refused) {
            open.forEach(one -> session.fail(one.id(), operation(one) + ": " + refused.getMessage()));
        }
    }

    /** Gives back what was there before topo, where the value is still topo's. A namespace that is gone has taken all with it. */
    void giveBack(NetnsName netns, List<Sysctl> group) {
        Map<Sysctl, SysctlMemory> known = new LinkedHashMap<>();
        for (Sysctl one : group) {
            SysctlMemory.recall(session.memory(), one.id()).ifPresent(memory -> known.put(one, memory));
        }
        if (known.isEmpty()) {
            return;
        }
        try {
            sysctls.in(netns, here -> giveBack(here, netns, known)).forEach(session::fail);
        } catch (KernelException refused) {
            if (refused.errno() != Errno.ENOENT) {
                known.keySet().forEach(one -> session.fail(one.id(), "give back " + one.id() + ": " + refused.getMessage()));
            }
        }
    }

    private Map<ResourceId, String> giveBack(Sysctls here, NetnsName netns, Map<Sysctl, SysctlMemory> known) {
        List<Sysctl> back = new ArrayList<>();
        Map<Followers, SysctlMemory> after = new LinkedHashMap<>();
        known.forEach((one, memory) -> {
            String current = current(here, one);
            boolean ours = memory.ours().equals(current);
            Followers followers = netns.isHost() ? Followers.of(one.name()) : null;
            SysctlMemory kept = ours && followers != null ? keep(here, one, followers, memory) : memory;
            if (ours) {
                back.add(new Sysctl(one.netns(), one.name(), memory.before()));
            }
            // A topo that was killed right after it gave the value back has left the followers to this one.
            if (followers != null && (ours || memory.before().equals(current))) {
                after.put(followers, kept);
            }
        });
        Map<ResourceId, String> failures = write(here, netns, back);
        after.forEach((followers, memory) -> followers.restore(here, memory.exceptions(), memory.before()));
        return failures;
    }

    /**
     * Notes which followers are to stand out once the value is given back: those that did before topo, and those that somebody has set
     * since, which the kernel is about to overwrite.
     */
    private SysctlMemory keep(Sysctls here, Sysctl one, Followers followers, SysctlMemory memory) {
        Map<String, String> since = followers.exceptions(here, memory.ours());
        Map<String, String> kept = new LinkedHashMap<>();
        memory.exceptions().forEach((path, value) -> {
            if (followers.has(path) && !since.containsKey(path)) {
                kept.put(path, value);
            }
        });
        kept.putAll(since);
        kept.entrySet().removeIf(entry -> entry.getValue().equals(followers.expected(entry.getKey(), memory.before())));
        SysctlMemory now = new SysctlMemory(memory.before(), memory.ours(), kept);
        if (!now.equals(memory)) {
            session.memory().remember(one.id(), now.text());
        }
        return now;
    }

    private Map<ResourceId, String> write(Sysctls here, NetnsName netns, List<Sysctl> group) {
        Map<ResourceId, String> failures = new LinkedHashMap<>();
        List<Sysctl> right = besides(here, netns, group);
        for (Sysctl one : group) {
            write(here, one, failures);
        }
        for (Sysctl one : right) {
            write(here, one, failures);
        }
        return failures;
    }

    /** The other declared ones that are right now and that a write of this group may change. */
    private List<Sysctl> besides(Sysctls here, NetnsName netns, List<Sysctl> group) {
        boolean general = false;
        Set<ResourceId> own = new HashSet<>();
        for (Sysctl one : group) {
            own.add(one.id());
            general |= one.name().isGeneral();
        }
        List<Sysctl> right = new ArrayList<>();
        if (general) {
            for (Sysctl other : declared.getOrDefault(netns, List.of())) {
                if (!own.contains(other.id()) && other.value().equals(current(here, other))) {
                    right.add(other);
                }
            }
        }
        return right;
    }

    private static void write(Sysctls here, Sysctl one, Map<ResourceId, String> failures) {
        String path = one.name().path();
        try {
            if (!one.value().equals(readable(here, one))) {
                here.write(path, one.value());
            }
        } catch (KernelException refused) {
            failures.put(one.id(), failure(one, refused));
        }
    }

    /** The value, or null if there is none yet; one that is missing or cannot be read throws. */
    private static String readable(Sysctls here, Sysctl one) {
        try {
            return here.read(one.name().path());
        } catch (KernelException unreadable) {
            if (unreadable.errno() == Errno.EIO && current(here, one) == null) {
                return null;
            }
            throw unreadable;
        }
    }

    static String failure(Sysctl one, KernelException refused) {
        return operation(one) + ": " + refused.getMessage() + wayOut(one, refused.errno());
    }

    private static String wayOut(Sysctl one, Errno errno) {
        if (errno == Errno.EACCES) {
            return "; one that can only be written is no state to keep";
        } else if (errno != Errno.ENOENT) {
            return "";
        }
        String missing = "; no such sysctl; is the kernel module loaded?";
        if (one.name().interfaceName().isPresent()) {
            missing = "; no such sysctl; is there an interface " + one.name().interfaceName().get() + "?";
        }
        return one.netns().isHost() ? missing : missing + " (some of net.* are the whole host's, and no namespace has its own)";
    }
}
