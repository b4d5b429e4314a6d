package topo.reconcilers.link;

import java.util.List;
import java.util.Objects;
import topo.api.Field;

/**
 * Settings of a bridge port, null where they are left open. {@code pvid} is the VLAN of untagged frames, 0 for none; {@code vlans} are the
 * tagged ones, sorted. {@code pathCost} is 1 to 65535.
 */
public record Port(Integer pvid, List<Integer> vlans, Boolean hairpin, Boolean isolated, Boolean learning, Integer pathCost) {
    static final Port UNSET = new Port(null, null, null, null, null, null);
    /** As the kernel makes a port; its path cost depends on the link's speed, its VLANs on the bridge. */
    static final Port DEFAULTS = new Port(null, null, false, false, true, null);

    public Port {
        vlans = vlans == null ? null : vlans.stream().sorted().distinct().toList();
    }

    Port withHairpin() {
        return new Port(pvid, vlans, true, isolated, learning, pathCost);
    }

    /** Whether VLANs are declared, so that the kernel's must be looked at. */
    public boolean hasVlans() {
        return pvid != null || vlans != null;
    }

    /** What is left open is as the kernel makes a port; VLANs and cost as they are. Null {@code observed}: it is no port yet. */
    Port settle(Port observed) {
        Port seen = observed == null ? UNSET : observed;
        boolean vlanned = hasVlans();
        return new Port(pvid != null ? pvid : vlanned ? Integer.valueOf(1) : seen.pvid, vlans != null ? vlans : vlanned ? List.<Integer>of() : seen.vlans,
                settle(hairpin, seen.hairpin, DEFAULTS.hairpin), settle(isolated, seen.isolated, DEFAULTS.isolated),
                settle(learning, seen.learning, DEFAULTS.learning), pathCost != null ? pathCost : seen.pathCost);
    }

    /** Null if nothing is set. */
    Port orNull() {
        return pvid == null && vlans == null && hairpin == null && isolated == null && learning == null && pathCost == null ? null : this;
    }

    /** Nothing is wanted of a setting that is left open and that a new port gets anyway, or that this kernel does not report. */
    private static Boolean settle(Boolean declared, Boolean seen, Boolean otherwise) {
        return declared != null ? declared : seen == null ? null : otherwise;
    }

    // Written out: what a record has of its own is linked at run time, which every start would pay for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Port that && Objects.equals(pvid, that.pvid) && Objects.equals(vlans, that.vlans) && Objects.equals(hairpin, that.hairpin)
                && Objects.equals(isolated, that.isolated) && Objects.equals(learning, that.learning) && Objects.equals(pathCost, that.pathCost);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(pvid) + Objects.hashCode(vlans);
    }

    void fields(String prefix, List<Field> into) {
        add(prefix + "pvid", pvid, into);
        add(prefix + "vlans", vlans, into);
        add(prefix + "hairpin", hairpin, into);
        add(prefix + "isolated", isolated, into);
        add(prefix + "learning", learning, into);
        add(prefix + "pathCost", pathCost, into);
    }

    private static void add(String name, Object value, List<Field> into) {
        if (value != null) {
            into.add(new Field(name, value));
        }
    }
}
