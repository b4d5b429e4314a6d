package topo.reconcilers.nat;

import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.kernel.netfilter.IpFamily;

/**
 * Something in chains of ours that belongs to no entry, wanted or recorded; it is only ever deleted. {@code detail} is the hash in the
 * comments of an entry's rules; empty for the other sorts.
 */
public record NatLeftover(NetnsName netns, Sort sort, String detail, List<IpFamily> families) implements NatResource {

    /** What is left over. */
    public enum Sort {
        /** Rules with our mark, of an entry that nothing remembers. */
        ENTRY("leftover "),
        /** Rules in our chains that do not bear our mark. */
        UNMARKED("rules of others in chains of this topology"),
        /** Our chains in the backend of iptables that is not used any more; rules of both take effect. */
        NFT("chains left in the nft backend"),
        LEGACY("chains left in the legacy backend"),
        /** Chains that are empty and that nothing needs. */
        CHAINS("empty chains");

        private final String words;

        Sort(String words) {
            this.words = words;
        }
    }

    public NatLeftover {
        families = List.copyOf(families);
    }

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, netns, sort.words + detail);
    }

    @Override
    public List<Field> fields() {
        return List.of();
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        return Nat.namespaceOf(netns);
    }
}
