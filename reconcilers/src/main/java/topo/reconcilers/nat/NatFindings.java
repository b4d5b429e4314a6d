package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.kernel.netfilter.IpFamily;

/** What the counted rules of one namespace amount to: entries in the form that a plan can show, and leftovers. */
final class NatFindings {
    private final NatCensus census;
    private final NatScene scene;
    private final Map<String, Nat> recorded = new HashMap<>();
    private final List<NatResource> findings = new ArrayList<>();

    NatFindings(NatCensus census, NatScene scene, List<Nat> recorded) {
        this.census = census;
        this.scene = scene;
        recorded.forEach(nat -> this.recorded.put(NatMarks.entry(nat.id()), nat));
    }

    /** To be called once. */
    List<NatResource> all() {
        Map<String, NatCensus.Tally> rest = new HashMap<>(census.tallies());
        for (Nat wanted : census.wanted()) {
            NatCensus.Tally tally = rest.remove(NatMarks.entry(wanted.id()));
            if (tally != null) {
                findings.add(seen(wanted, tally));
            }
        }
        rest.forEach((entry, tally) -> findings.add(unwanted(entry, tally)));
        census.leftovers().forEach((sort, families) -> findings.add(new NatLeftover(census.netns(), sort, "", List.copyOf(families))));
        return findings;
    }

    /** The wanted entry itself if all is right; else what it was before, if the rules are just that; else the wanted one in parts. */
    private Nat seen(Nat wanted, NatCensus.Tally tally) {
        String entry = NatMarks.entry(wanted.id());
        int rules = NatRules.count(wanted);
        if (tally.jumpTrouble.isEmpty()) {
            if (tally.inPlace == rules && tally.comments.size() == rules && rules > 0) {
                return wanted;
            }
            Nat earlier = earlier(recorded.get(entry), tally);
            if (earlier != null && !earlier.equals(wanted)) {
                return earlier;
            }
            Nat elsewhere = scene.withDevices(wanted, tally.devices.get(IpFamily.V4), tally.devices.get(IpFamily.V6));
            if (wanted.match().usesDefaultRoute() && !elsewhere.equals(wanted) && isWhole(elsewhere, tally)) {
                return elsewhere;
            }
        }
        Set<IpFamily> families = new LinkedHashSet<>(tally.families);
        families.addAll(wanted.around().families());
        return wanted.in(wanted.around().in(List.copyOf(families))).foundAs(words(tally, rules));
    }

    private static String words(NatCensus.Tally tally, int rules) {
        int others = tally.comments.size() - tally.inPlace;
        return tally.inPlace + " of " + rules + " in place" + (others == 0 ? "" : ", " + others + " to be removed") + tally.jumpTrouble;
    }

    private Nat earlier(Nat record, NatCensus.Tally tally) {
        if (record == null) {
            return null;
        }
        Nat settled = scene.recorded(record, tally.devices.get(IpFamily.V4), tally.devices.get(IpFamily.V6));
        return isWhole(settled, tally) ? settled : null;
    }

    private boolean isWhole(Nat settled, NatCensus.Tally tally) {
        return census.comments(settled).equals(tally.comments);
    }

    private NatResource unwanted(String entry, NatCensus.Tally tally) {
        List<IpFamily> families = List.copyOf(tally.families);
        Nat record = recorded.get(entry);
        if (record == null) {
            return new NatLeftover(census.netns(), NatLeftover.Sort.ENTRY, entry, families);
        }
        Nat settled = scene.recorded(record, tally.devices.get(IpFamily.V4), tally.devices.get(IpFamily.V6));
        return settled.in(settled.around().in(families));
    }
}
