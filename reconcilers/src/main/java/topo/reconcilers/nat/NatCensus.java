package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.kernel.netfilter.Backend;
import topo.kernel.netfilter.ChainEdit;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.Rule;
import topo.kernel.netfilter.SavedTable;

/** Counts the rules of one namespace by the entries that their comments name. Pure; knows nothing of what was recorded. */
final class NatCensus {
    private final NetnsName netns;
    private final NatMarks marks;
    private final List<Nat> wanted;
    private final Map<String, Tally> tallies = new LinkedHashMap<>();
    private final Map<NatLeftover.Sort, Set<IpFamily>> leftovers = new EnumMap<>(NatLeftover.Sort.class);

    /** What the kernel has of one entry. */
    static final class Tally {
        /** Comments by place, in the order of the chain. */
        final List<String> comments = new ArrayList<>();
        final Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        final Map<IpFamily, String> devices = new EnumMap<>(IpFamily.class);
        /** Rules that are where they should be, and what is wrong with the jumps to them. */
        int inPlace;
        String jumpTrouble = "";
    }

    NatCensus(NetnsName netns, NatMarks marks, List<Nat> wanted) {
        this.netns = netns;
        this.marks = marks;
        this.wanted = wanted;
    }

    NetnsName netns() {
        return netns;
    }

    NatMarks marks() {
        return marks;
    }

    /** The wanted entries, settled. */
    List<Nat> wanted() {
        return wanted;
    }

    /** By the hash that stands for the entry. */
    Map<String, Tally> tallies() {
        return tallies;
    }

    /** What belongs to no entry, with the families where it was found. */
    Map<NatLeftover.Sort, Set<IpFamily>> leftovers() {
        return leftovers;
    }

    /** How the rules of a wanted or recorded entry read in a {@link Tally} when they are all in place. */
    List<String> comments(Nat settled) {
        List<String> comments = new ArrayList<>();
        List<NatRule> rules = NatRules.of(settled, marks);
        for (IpFamily family : IpFamily.values()) {
            for (NatChain chain : NatChain.values()) {
                for (NatRule rule : rules) {
                    if (rule.family() == family && rule.chain() == chain) {
                        comments.add(place(family, chain, rule.rule().comment()));
                    }
                }
            }
        }
        return comments;
    }

    private static String place(IpFamily family, NatChain chain, String comment) {
        return family + " " + chain + " " + comment;
    }

    void countOther(IpFamily family, SavedTable table) {
        leftover(table.backend() == Backend.NFT ? NatLeftover.Sort.NFT : NatLeftover.Sort.LEGACY, family);
    }

    private void leftover(NatLeftover.Sort sort, IpFamily family) {
        leftovers.computeIfAbsent(sort, s -> EnumSet.noneOf(IpFamily.class)).add(family);
    }

    void count(IpFamily family, SavedTable table) {
        List<NatRule> rules = new ArrayList<>();
        wanted.forEach(nat -> rules.addAll(NatRules.of(nat, marks)));
        for (NatChain chain : NatChain.values()) {
            List<Rule> here = new ArrayList<>();
            for (NatRule rule : rules) {
                if (rule.family() == family && rule.chain() == chain) {
                    here.add(rule.rule());
                }
            }
            count(family, chain, table, here);
        }
    }

    private void count(IpFamily family, NatChain chain, SavedTable table, List<Rule> wantedHere) {
        List<String> current = new ArrayList<>();
        table.rules(marks.chain(chain)).forEach(saved -> current.add(saved.comment()));
        int[] matched = ChainEdit.match(current, wantedHere);
        String trouble = jumpTrouble(chain, table);
        for (int i = 0; i < current.size(); i++) {
            NatMarks.Parsed parsed = marks.parse(current.get(i));
            if (parsed == null && marks.isOfTwin(current.get(i))) {
                continue;
            } else if (parsed == null) {
                leftover(NatLeftover.Sort.UNMARKED, family);
                continue;
            }
            Tally tally = tallies.computeIfAbsent(parsed.entry(), e -> new Tally());
            tally.comments.add(place(family, chain, current.get(i)));
            tally.families.add(family);
            tally.inPlace += matched[i] >= 0 ? 1 : 0;
            tally.jumpTrouble = tally.jumpTrouble.isEmpty() ? trouble : tally.jumpTrouble;
            if (!parsed.device().isEmpty()) {
                tally.devices.put(family, parsed.device());
            }
        }
        boolean exists = table.chains().containsKey(marks.chain(chain));
        if (exists && current.isEmpty() && wantedHere.isEmpty()) {
            leftover(NatLeftover.Sort.CHAINS, family);
        }
    }

    private String jumpTrouble(NatChain chain, SavedTable table) {
        int right = table.count(chain.name(), marks.chain(chain), marks.jumpComment());
        int bare = table.count(chain.name(), marks.chain(chain), "");
        if (right + bare > 1) {
            return ", " + chain + " jumps to them " + (right + bare) + " times";
        }
        return right == 1 ? "" : ", " + chain + (bare == 1 ? " jumps to them by an unmarked rule" : " does not jump to them");
    }
}
