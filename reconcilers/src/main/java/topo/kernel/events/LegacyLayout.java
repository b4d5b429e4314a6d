package topo.kernel.events;

import java.nio.ByteBuffer;
import topo.kernel.netlink.DecodeException;

/**
 * How legacy iptables of one family lie in memory: struct ipt_getinfo, ipt_get_entries and ipt_entry (linux/netfilter_ipv4/ip_tables.h,
 * linux/netfilter_ipv6/ip6_tables.h) of a 64-bit machine. Pure.
 */
enum LegacyLayout {
    IPV4(2, 0, "ip_tables_names", 90, 92, 96),
    IPV6(10, 41, "ip6_tables_names", 142, 144, 152);

    static final int GET_INFO = 64;
    static final int GET_ENTRIES = 65;
    static final int NAME_BYTES = 32;
    static final int INFO_BYTES = 84;
    /** Where ipt_getinfo has the size of the entries, and ipt_get_entries the entries. */
    static final int INFO_SIZE = 80;
    static final int ENTRIES = 40;

    private static final int COUNTERS_BYTES = 16;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final int addressFamily;
    private final int level;
    private final String namesFile;
    private final int nextOffset;
    private final int comefrom;
    private final int counters;

    LegacyLayout(int addressFamily, int level, String namesFile, int nextOffset, int comefrom, int counters) {
        this.addressFamily = addressFamily;
        this.level = level;
        this.namesFile = namesFile;
        this.nextOffset = nextOffset;
        this.comefrom = comefrom;
        this.counters = counters;
    }

    int addressFamily() {
        return addressFamily;
    }

    int level() {
        return level;
    }

    /** In /proc/net. */
    String namesFile() {
        return namesFile;
    }

    /** Of a struct ipt_get_entries with {@code size} bytes of entries: of all but the counters and what the kernel keeps in comefrom. */
    long fingerprint(ByteBuffer table, int size) {
        long sum = size;
        int at = ENTRIES;
        int end = ENTRIES + size;
        while (at < end) {
            int next = at + counters + COUNTERS_BYTES > end ? -1 : table.getShort(at + nextOffset) & 0xffff;
            if (next < counters + COUNTERS_BYTES || at + next > end) {
                throw new DecodeException("a rule of " + next + " bytes at offset " + at + " of " + end);
            }
            sum = mix(sum, table, at, at + comefrom);
            sum = mix(sum, table, at + counters + COUNTERS_BYTES, at + next);
            at += next;
        }
        return sum;
    }

    /** Everything here is a multiple of four bytes long. */
    private static long mix(long before, ByteBuffer bytes, int from, int to) {
        long sum = before;
        for (int at = from; at + 4 <= to; at += 4) {
            sum = Long.rotateLeft((sum ^ bytes.getInt(at)) * MIX, 29);
        }
        return sum;
    }
}
