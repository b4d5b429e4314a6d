package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Look;
import topo.api.Observed;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Unseen;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.IptablesException;
import topo.kernel.netfilter.SavedTable;
import topo.kernel.netlink.DecodeException;

/**
 * Looks at the nat tables where entries are wanted or recorded. If the record may lack something, it looks into every namespace that the
 * topology reaches into and into the host's; where there are no chains of ours that takes no process.
 */
final class NatObserver {
    private final NatTables tables;
    private final Look look;
    private final NatScene scene;
    private final NatMarks marks;
    private final Map<ResourceId, Observed<NatResource>> found = new LinkedHashMap<>();

    NatObserver(NatTables tables, Look look, NatScene scene) {
        this.tables = tables;
        this.look = look;
        this.scene = scene;
        this.marks = new NatMarks(look.mark());
    }

    /** To be called once. */
    Map<ResourceId, Observed<NatResource>> observe() {
        Map<NetnsName, List<Nat>> wanted = byNamespace(look.desired());
        Map<NetnsName, List<Nat>> recorded = byNamespace(look.recorded());
        wanted.values().forEach(here -> tables.requireInstalled(families(here, List.of())));
        Set<NetnsName> places = new LinkedHashSet<>(look.namespaces());
        if (look.isSearch()) {
            // All of them, and of a new topology none is there yet.
            Set<NetnsName> present = tables.namespaces();
            places.removeIf(netns -> !netns.isHost() && !present.contains(netns));
        }
        for (NetnsName netns : places) {
            List<Nat> wantedHere = wanted.getOrDefault(netns, List.of());
            List<Nat> recordedHere = recorded.getOrDefault(netns, List.of());
            // As a rule there is nothing to look for in most namespaces, and to ask whether they exist is a system call each.
            Set<IpFamily> families = families(wantedHere, recordedHere);
            try {
                if (!families.isEmpty() && tables.exists(netns)) {
                    observe(netns, families, wantedHere, recordedHere);
                }
            } catch (KernelException | DecodeException refused) {
                look.unseen(Unseen.in(NatResource.KIND, netns, refused.getMessage()));
            }
        }
        return found;
    }

    private static Map<NetnsName, List<Nat>> byNamespace(Resources resources) {
        Map<NetnsName, List<Nat>> sorted = new LinkedHashMap<>();
        for (Nat nat : resources.of(Nat.class)) {
            sorted.computeIfAbsent(nat.netns(), n -> new ArrayList<>()).add(nat);
        }
        return sorted;
    }

    private void observe(NetnsName netns, Set<IpFamily> families, List<Nat> wanted, List<Nat> recorded) {
        List<Nat> settled = new ArrayList<>(wanted.size());
        wanted.forEach(nat -> settled.add(scene.settle(nat)));
        NatCensus census = new NatCensus(netns, marks, settled);
        for (IpFamily family : families) {
            try {
                count(tables.read(netns, family, marks), family, census);
            } catch (IptablesException | KernelException | DecodeException refused) {
                unseen(netns, family, wanted, recorded, refused.getMessage());
            }
        }
        for (NatResource resource : new NatFindings(census, scene, recorded).all()) {
            found.put(resource.id(), Observed.ours(resource));
        }
    }

    private static void count(List<SavedTable> saved, IpFamily family, NatCensus census) {
        if (!saved.isEmpty()) {
            census.count(family, saved.get(0));
        }
        if (saved.size() > 1) {
            census.countOther(family, saved.get(1));
        }
    }

    /** Nothing is known of the entries that have rules in this table; the others of the namespace are seen all the same. */
    private void unseen(NetnsName netns, IpFamily family, List<Nat> wanted, List<Nat> recorded, String reason) {
        look.unseen(Unseen.only(new ResourceId(NatResource.KIND, netns, family + " " + NatTables.TABLE + " table"), reason));
        Set<ResourceId> concerned = new LinkedHashSet<>();
        for (List<Nat> entries : List.of(wanted, recorded)) {
            for (Nat nat : entries) {
                if (NatScene.families(nat, tables.supported()).contains(family)) {
                    concerned.add(nat.id());
                }
            }
        }
        concerned.forEach(id -> look.unseen(Unseen.only(id, reason)));
    }

    private Set<IpFamily> families(List<Nat> wanted, List<Nat> recorded) {
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        if (look.isSearch()) {
            families.addAll(tables.supported());
        }
        for (Nat nat : wanted) {
            families.addAll(NatScene.families(nat, tables.supported()));
        }
        for (Nat nat : recorded) {
            families.addAll(NatScene.families(nat, tables.supported()));
        }
        return families;
    }
}
