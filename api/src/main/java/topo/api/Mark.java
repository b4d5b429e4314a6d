package topo.api;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * How a topology marks in the kernel what it owns. A thing without a mark of its topology is never changed or deleted.
 *
 * <p>Links carry {@link #group} (IFLA_GROUP, which the kernel sets in the very request that creates the link) and {@link #alias}
 * (IFLA_IFALIAS, readable in {@code ip link}, set in the next request); either is enough. A namespace carries the alias on its
 * {@code lo}. Routes carry {@link #ROUTE_PROTOCOL}. iptables chains start with {@link #chainPrefix}. Cgroups live in a folder of the
 * topology's name.
 */
public record Mark(String topology) {
    /** rtm_protocol of every route of topo; not among those of /etc/iproute2/rt_protos or linux/rtnetlink.h. */
    public static final int ROUTE_PROTOCOL = 199;

    private static final String ALIAS_PREFIX = "topo:";
    private static final int GROUP_PREFIX = 0x54000000;

    public String alias() {
        return ALIAS_PREFIX + topology;
    }

    /** 0x54 and 24 bits of the name's hash. Two names may share one; the alias tells them apart. */
    public int group() {
        return GROUP_PREFIX | (int) (hash() & 0xffffff);
    }

    /** {@code TOPO-} and eight hexadecimal digits; a chain's own name follows, 28 characters in all at most. */
    public String chainPrefix() {
        String digits = Long.toHexString(hash());
        return "TOPO-" + "0".repeat(8 - digits.length()) + digits;
    }

    private long hash() {
        CRC32 crc = new CRC32();
        crc.update(topology.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    /** Whose a link with this alias (or null) and group is, as seen by this topology. */
    public Owner ownerOf(String alias, int group) {
        if (alias != null && alias.startsWith(ALIAS_PREFIX)) {
            String name = alias.substring(ALIAS_PREFIX.length());
            return name.equals(topology) ? Owner.OURS : new Owner.Other(name);
        }
        return group == group() ? Owner.OURS : Owner.NOBODY;
    }
}
