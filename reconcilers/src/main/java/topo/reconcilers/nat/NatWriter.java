package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import topo.api.Change;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.netfilter.Backend;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.IptablesException;
import topo.kernel.netfilter.RestoreInput;
import topo.kernel.netfilter.SavedTable;
import topo.kernel.netlink.DecodeException;

/**
 * Writes rules: all changes of a namespace and family in one restore. Each write is worked out from a fresh look, never from an older one.
 * If the kernel refuses it, its changes are tried in halves, so that one bad rule keeps only its own entry from being written.
 */
final class NatWriter {
    /** A service that is stopped has all its processes signalled, perhaps twice. */
    private static final int MOST_KILLS = 3;

    private final NatTables tables;
    private final Session session;
    private final NatMarks marks;

    NatWriter(NatTables tables, Session session) {
        this.tables = tables;
        this.session = session;
        this.marks = new NatMarks(session.mark());
    }

    /** One table's share of the work. {@code other} is null for the backend in use. */
    private record Job(NetnsName netns, IpFamily family, Backend other, List<NatRule> wanted) {}

    void delete(List<NatResource> gone) {
        Map<Job, List<NatChange>> work = new LinkedHashMap<>();
        for (NatResource resource : gone) {
            if (!session.isGoing(resource.netns())) {
                Backend other = other(resource);
                for (IpFamily family : families(resource)) {
                    Job job = new Job(resource.netns(), family, other, List.of());
                    work.computeIfAbsent(job, j -> new ArrayList<>()).add(NatChange.deletionOf(resource));
                }
            }
        }
        work.forEach(this::write);
    }

    void apply(List<Change<NatResource>> changes) {
        Map<NetnsName, List<Change<NatResource>>> byNamespace = new LinkedHashMap<>();
        for (Change<NatResource> change : changes) {
            if (isPossible(change)) {
                byNamespace.computeIfAbsent(change.id().netns(), n -> new ArrayList<>()).add(change);
            }
        }
        byNamespace.forEach(this::apply);
    }

    private void apply(NetnsName netns, List<Change<NatResource>> changes) {
        List<NatRule> wanted = new ArrayList<>();
        for (Nat nat : session.desired().of(Nat.class)) {
            if (nat.netns().equals(netns)) {
                wanted.addAll(NatRules.of(nat, marks));
            }
        }
        for (IpFamily family : IpFamily.values()) {
            List<NatChange> here = new ArrayList<>();
            for (Change<NatResource> change : changes) {
                if (families(change).contains(family)) {
                    here.add(NatChange.of(change));
                }
            }
            if (!here.isEmpty()) {
                write(new Job(netns, family, null, wanted), here);
            }
        }
    }

    private boolean isPossible(Change<NatResource> change) {
        if (change.wanted().orElseThrow() instanceof Nat nat && nat.around().families().isEmpty()) {
            String family = nat.addresses().isEmpty() ? "" : IpFamily.of(nat.addresses().get(0).v6()) + " ";
            String place = nat.netns().isHost() ? "the host's own namespace" : "namespace " + nat.netns();
            fail(NatChange.of(change), "no " + family + "default route in " + place + ", so " + InterfaceMatch.DEFAULT_ROUTE
                    + " names no interface; declare one under routes or name the interface");
            return false;
        }
        return true;
    }

    private static Set<IpFamily> families(Change<NatResource> change) {
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        change.wanted().ifPresent(to -> families.addAll(families(to)));
        if (change instanceof Change.Update<NatResource> update) {
            families.addAll(families(update.from()));
        }
        return families;
    }

    private static List<IpFamily> families(NatResource resource) {
        if (resource instanceof NatLeftover leftover) {
            return leftover.families();
        }
        return ((Nat) resource).around().families();
    }

    private static Backend other(NatResource resource) {
        if (resource instanceof NatLeftover leftover) {
            return switch (leftover.sort()) {
                case NFT -> Backend.NFT;
                case LEGACY -> Backend.LEGACY;
                case ENTRY, UNMARKED, CHAINS -> null;
            };
        }
        return null;
    }

    private void write(Job job, List<NatChange> changes) {
        IptablesException failure = attempt(job, changes);
        if (failure == null) {
            return;
        }
        if (changes.size() == 1 || failure.reason() != IptablesException.Reason.REFUSED) {
            changes.forEach(change -> fail(change, failure.getMessage()));
        } else {
            int half = changes.size() / 2;
            write(job, changes.subList(0, half));
            write(job, changes.subList(half, changes.size()));
        }
    }

    private void fail(NatChange change, String why) {
        session.fail(change.id(), change.verb() + " " + change.id() + ": " + why);
    }

    /**
     * A killed program may have committed, and whoever held the lock may have changed the table, so each further try starts from a look of its
     * own.
     */
    private IptablesException attempt(Job job, List<NatChange> changes) {
        int kills = 0;
        while (true) {
            try {
                once(job, changes);
                return null;
            } catch (IptablesException failure) {
                boolean again = switch (failure.reason()) {
                    case KILLED, CUT -> ++kills < MOST_KILLS;
                    case LOCKED -> tables.waitsOn();
                    case REFUSED, BUSY -> false;
                };
                if (!again) {
                    return failure;
                }
            } catch (KernelException | DecodeException unseen) {
                // The look before the write; without one nothing of this table can be written.
                return new IptablesException(unseen.getMessage(), IptablesException.Reason.BUSY);
            }
        }
    }

    private void once(Job job, List<NatChange> changes) {
        List<SavedTable> saved = tables.read(job.netns(), job.family(), marks);
        boolean deleting = job.wanted().isEmpty();
        if (saved.isEmpty() && !deleting) {
            throw new IptablesException("there is no namespace " + job.netns());
        }
        int which = job.other() == null ? 0 : 1;
        if (saved.size() <= which) {
            return;
        }
        Predicate<String> touch = job.other() != null ? comment -> true : touchedBy(changes);
        RestoreInput input = NatTableEdit.between(saved.get(which), marks, job.family(), job.wanted(), touch);
        if (!input.isEmpty()) {
            tables.write(job.netns(), job.family(), job.other(), input);
        }
    }

    private Predicate<String> touchedBy(List<NatChange> changes) {
        Set<String> entries = new HashSet<>();
        boolean unmarked = false;
        for (NatChange change : changes) {
            entries.add(change.entry());
            unmarked |= change.unmarked();
        }
        boolean others = unmarked;
        return comment -> {
            NatMarks.Parsed mark = marks.parse(comment);
            return mark == null ? others : entries.contains(mark.entry());
        };
    }
}
