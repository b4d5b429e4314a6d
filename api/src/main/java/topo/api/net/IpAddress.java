package topo.api.net;

import java.nio.ByteBuffer;

/**
 * An IPv4 or IPv6 address as a number of {@link #bits()} bits; IPv4 fills the lower 32 of {@code low}. Never resolves a
 * name. Ordered IPv4 first, then by number.
 */
public record IpAddress(boolean v6, long high, long low) implements Comparable<IpAddress> {
    public static final IpAddress ANY4 = new IpAddress(false, 0, 0);
    public static final IpAddress ANY6 = new IpAddress(true, 0, 0);

    public IpAddress {
        if (!v6 && (high != 0 || low >>> 32 != 0)) {
            throw new IllegalArgumentException("an IPv4 address of more than 32 bits");
        }
    }

    /** 4 or 16 bytes in network order; any other length is an {@link IllegalArgumentException}. */
    public static IpAddress of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return switch (bytes.length) {
            case 4 -> new IpAddress(false, 0, buffer.getInt() & 0xffffffffL);
            case 16 -> new IpAddress(true, buffer.getLong(), buffer.getLong());
            default -> throw new IllegalArgumentException("an address of " + bytes.length + " bytes");
        };
    }

    /** Reads dotted IPv4 or RFC 4291 text (no zone, no brackets); {@link IllegalArgumentException} says what is wrong. */
    public static IpAddress parse(String text) {
        return IpText.parse(text);
    }

    public int bits() {
        return v6 ? 128 : 32;
    }

    public byte[] bytes() {
        return v6 ? ByteBuffer.allocate(16).putLong(high).putLong(low).array() : ByteBuffer.allocate(4).putInt((int) low).array();
    }

    /** This address with all bits after the first {@code length} cleared. */
    public IpAddress masked(int length) {
        if (!v6) {
            return new IpAddress(false, 0, length == 0 ? 0 : low & (0xffffffffL << (32 - length)) & 0xffffffffL);
        }
        return new IpAddress(true, keep(high, length), keep(low, length - 64));
    }

    private static long keep(long word, int length) {
        return length <= 0 ? 0 : length >= 64 ? word : word & (-1L << (64 - length));
    }

    /** The address {@code count} after this one; wraps around at the end of the family. */
    public IpAddress plus(long count) {
        if (!v6) {
            return new IpAddress(false, 0, (low + count) & 0xffffffffL);
        }
        long sum = low + count;
        boolean carry = count >= 0 && Long.compareUnsigned(sum, low) < 0;
        boolean borrow = count < 0 && Long.compareUnsigned(sum, low) > 0;
        return new IpAddress(true, high + (carry ? 1 : 0) - (borrow ? 1 : 0), sum);
    }

    public boolean isUnspecified() {
        return high == 0 && low == 0;
    }

    public boolean isLoopback() {
        return v6 ? high == 0 && low == 1 : low >>> 24 == 127;
    }

    public boolean isMulticast() {
        return v6 ? high >>> 56 == 0xff : low >>> 28 == 0xe;
    }

    /** fe80::/10 or 169.254.0.0/16. */
    public boolean isLinkLocal() {
        return v6 ? high >>> 54 == 0xfe80 >>> 6 : low >>> 16 == 0xa9fe;
    }

    @Override
    public int compareTo(IpAddress other) {
        if (v6 != other.v6) {
            return v6 ? 1 : -1;
        }
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpAddress that && low == that.low && high == that.high && v6 == that.v6;
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Long.hashCode(high) + Long.hashCode(low)) + (v6 ? 1 : 0);
    }

    @Override
    public String toString() {
        return IpText.format(this);
    }
}
