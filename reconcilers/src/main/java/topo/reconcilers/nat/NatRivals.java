package topo.reconcilers.nat;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.ResourceId;
import topo.api.Unseen;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.IptablesException;
import topo.kernel.netfilter.SavedTable;
import topo.kernel.netlink.DecodeException;

/**
 * Wanted entries that another topology has in the kernel already: a comment names the topology and has the hash of the entry's id, which is
 * the same for all topologies. What is recorded of this topology is its own and not looked for; so this costs a process in the first apply
 * only, and only where there are chains of others.
 */
final class NatRivals {
    private final NatTables tables;
    private final Look look;
    private final NatMarks marks;

    NatRivals(NatTables tables, Look look) {
        this.tables = tables;
        this.look = look;
        this.marks = new NatMarks(look.mark());
    }

    /** By the id of the wanted entry. */
    Map<ResourceId, Observed<NatResource>> find() {
        Map<NetnsName, Map<String, Nat>> wanted = new LinkedHashMap<>();
        for (Nat nat : look.desired().of(Nat.class)) {
            if (!look.recorded().contains(nat.id())) {
                wanted.computeIfAbsent(nat.netns(), n -> new LinkedHashMap<>()).put(NatMarks.entry(nat.id()), nat);
            }
        }
        Map<ResourceId, Observed<NatResource>> found = new LinkedHashMap<>();
        wanted.forEach((netns, entries) -> {
            try {
                if (tables.exists(netns) && tables.mayHaveChains(netns)) {
                    find(netns, entries, found);
                }
            } catch (IptablesException | KernelException | DecodeException refused) {
                entries.values().forEach(nat -> look.unseen(Unseen.only(nat.id(), refused.getMessage())));
            }
        });
        return found;
    }

    private void find(NetnsName netns, Map<String, Nat> entries, Map<ResourceId, Observed<NatResource>> found) {
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        entries.values().forEach(nat -> families.addAll(NatScene.families(nat, tables.supported())));
        for (IpFamily family : families) {
            for (SavedTable table : tables.readAll(netns, family)) {
                table.chains().forEach((chain, rules) -> rules.forEach(rule -> compare(rule.comment(), entries, found)));
            }
        }
    }

    private void compare(String comment, Map<String, Nat> entries, Map<ResourceId, Observed<NatResource>> found) {
        Optional<Mark> owner = Mark.ofComment(comment).filter(mark -> !mark.equals(look.mark()));
        if (owner.isEmpty()) {
            return;
        }
        Observed<NatResource> taken = new Observed<>(new Owner.Other(owner.get().topology()), null, "a rule of another topology");
        if (marks.isOfTwin(comment)) {
            // Its chains are called as ours would be, so none of our rules can be told from theirs.
            entries.values().forEach(nat -> found.put(nat.id(), taken));
            return;
        }
        NatMarks.Parsed parsed = new NatMarks(owner.get()).parse(comment);
        Nat nat = parsed == null ? null : entries.get(parsed.entry());
        if (nat != null) {
            found.put(nat.id(), taken);
        }
    }
}
