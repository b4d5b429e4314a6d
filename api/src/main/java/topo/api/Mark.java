package topo.api;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * How a topology marks in the kernel what it owns. A thing without a mark of its topology is never changed or deleted.
 *
 * <p>Links carry {@link #group} (IFLA_GROUP, which the kernel sets in the very request that creates the link) and {@link #alias}
 * (IFLA_IFALIAS, readable in {@code ip link}, set in the next request); either is enough. A namespace carries the alias on its
 * {@code lo}. Routes carry {@link #ROUTE_PROTOCOL}. iptables chains start with {@link #chainPrefix}. Cgroups live in a folder of the
 * topology's name.
 *
 * <p>Group and chain names hold a hash of the name only. Where no alias or comment tells the name, the mark is known by its hash:
 * {@code topology} is empty then, and {@code hash} has 24 bits from a group, 32 from a chain's name ({@code whole}).
 */
public record Mark(String topology, long hash, boolean whole) {
    /** rtm_protocol of every route of topo; not among those of /etc/iproute2/rt_protos or linux/rtnetlink.h. */
    public static final int ROUTE_PROTOCOL = 199;
    /** What every chain of every topology starts with. */
    public static final String CHAIN_START = "TOPO-";
    /** Stands for the owner of what bears a mark that tells no topology at all, as a route's protocol. No link and no chain is its own. */
    public static final Mark UNKNOWN = new Mark("", -1, false);

    private static final String ALIAS_PREFIX = "topo:";
    private static final int GROUP_PREFIX = 0x54000000;
    private static final int GROUP_BITS = 0xffffff;
    private static final int CHAIN_DIGITS = 8;
    private static final int LONGEST_LABEL = 63;

    /** @throws IllegalArgumentException if this is no name of a topology, and so must not become part of a file name or a rule */
    public Mark(String topology) {
        this(requireLabel(topology), hash(topology), true);
    }

    /** The mark by which a link with this alias (or null) and group was marked; empty if by none of topo's. */
    public static Optional<Mark> ofLink(String alias, int group) {
        if (alias != null && alias.startsWith(ALIAS_PREFIX) && isLabel(alias.substring(ALIAS_PREFIX.length()))) {
            return Optional.of(new Mark(alias.substring(ALIAS_PREFIX.length())));
        }
        return isGroup(group) ? Optional.of(new Mark("", group & GROUP_BITS, false)) : Optional.empty();
    }

    /** The mark that a chain of this name bears, known by its hash; empty if it is none of topo's. */
    public static Optional<Mark> ofChain(String chain) {
        int end = CHAIN_START.length() + CHAIN_DIGITS;
        if (!chain.startsWith(CHAIN_START) || chain.length() <= end || chain.charAt(end) != '-') {
            return Optional.empty();
        }
        for (int i = CHAIN_START.length(); i < end; i++) {
            char c = chain.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return Optional.empty();
            }
        }
        return Optional.of(new Mark("", Long.parseLong(chain.substring(CHAIN_START.length(), end), 16), true));
    }

    /** The mark that a comment {@code topo:NAME:...} of a rule names; empty if it names none. */
    public static Optional<Mark> ofComment(String comment) {
        int end = comment.startsWith(ALIAS_PREFIX) ? comment.indexOf(':', ALIAS_PREFIX.length()) : -1;
        String name = end < 0 ? "" : comment.substring(ALIAS_PREFIX.length(), end);
        return isLabel(name) ? Optional.of(new Mark(name)) : Optional.empty();
    }

    /** Whether the name of the topology is known. */
    public boolean isNamed() {
        return !topology.isEmpty();
    }

    /** The name; else how a message calls it: {@code 0x54abcdef} after the group that its links have, or {@code unknown}. */
    public String title() {
        return isNamed() ? topology : hash < 0 ? "unknown" : "0x" + Integer.toHexString(group());
    }

    /** Without a name it is an alias that no topology has. */
    public String alias() {
        return ALIAS_PREFIX + (isNamed() ? topology : "#" + title());
    }

    /** 0x54 and 24 bits of the name's hash. Two names may share one; the alias tells them apart. */
    public int group() {
        return GROUP_PREFIX | (int) (hash & GROUP_BITS);
    }

    /**
     * {@code TOPO-} and eight hexadecimal digits; a chain's own name follows, 28 characters in all at most. Of 24 bits, a prefix that no
     * topology has.
     */
    public String chainPrefix() {
        return whole ? CHAIN_START + hex(hash, CHAIN_DIGITS) : CHAIN_START + "group" + hex(hash & GROUP_BITS, 6);
    }

    /** Whether links that bear the group only cannot be told from those of the other. Names whose chains are alike are so too. */
    public boolean isLike(Mark other) {
        return hash >= 0 && other.hash >= 0 && group() == other.group();
    }

    /** Whose a link with this alias (or null) and group is, as seen by this topology. */
    public Owner ownerOf(String alias, int group) {
        if (alias != null && alias.startsWith(ALIAS_PREFIX)) {
            String name = alias.substring(ALIAS_PREFIX.length());
            return name.equals(topology) && isNamed() ? Owner.OURS : new Owner.Other(name);
        }
        if (hash >= 0 && group == group()) {
            return Owner.OURS;
        }
        return isGroup(group) ? new Owner.Unnamed("the group 0x" + Integer.toHexString(group)) : Owner.NOBODY;
    }

    // Written out: what a record has of its own is linked at run time, which every start would pay for.
    @Override
    public boolean equals(Object other) {
        return other instanceof Mark that && hash == that.hash && whole == that.whole && topology.equals(that.topology);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(hash);
    }

    private static boolean isGroup(int group) {
        return (group & ~GROUP_BITS) == GROUP_PREFIX;
    }

    /** A DNS label in lower case (RFC 1123 section 2.1): what a topology can be called. */
    public static boolean isLabel(String name) {
        if (name.isEmpty() || name.length() > LONGEST_LABEL || name.charAt(0) == '-' || name.charAt(name.length() - 1) == '-') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return false;
            }
        }
        return true;
    }

    private static String requireLabel(String name) {
        if (!isLabel(name)) {
            throw new IllegalArgumentException("the name of a topology is a DNS label: at most 63 of a-z, 0-9 and \"-\","
                    + " no \"-\" at its ends");
        }
        return name;
    }

    private static String hex(long value, int digits) {
        String text = Long.toHexString(value);
        return "0".repeat(digits - text.length()) + text;
    }

    private static long hash(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }
}
