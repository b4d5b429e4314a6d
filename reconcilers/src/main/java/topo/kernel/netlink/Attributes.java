package topo.kernel.netlink;

import java.nio.ByteBuffer;
import topo.api.net.IpAddress;

/**
 * Walks the attributes of a message or a nest: {@code while (next()) switch (type())}. Unknown types are passed over by not asking for
 * them. Every getter checks the attribute's length and throws {@link DecodeException} with type, length and offset. The view is valid
 * until the buffer below is used again: values are copied out.
 */
public final class Attributes {
    private static final int TYPE_MASK = 0x3fff;

    private final ByteBuffer bytes;
    private int at;
    private final int end;
    private int type;
    private int payload;
    private int length;

    /** {@code [at, end)} of the buffer, which must be in host order. */
    public Attributes(ByteBuffer bytes, int at, int end) {
        if (at > end || end > bytes.capacity()) {
            throw new DecodeException("attributes from " + at + " to " + end + " in a message of " + bytes.capacity() + " bytes");
        }
        this.bytes = bytes;
        this.at = at;
        this.end = end;
    }

    /** Steps to the next attribute; false after the last one. Fewer than 4 bytes at the end are padding. */
    public boolean next() {
        if (end - at < 4) {
            return false;
        }
        int whole = bytes.getShort(at) & 0xffff;
        type = bytes.getShort(at + 2) & TYPE_MASK;
        if (whole < 4 || at + whole > end) {
            throw new DecodeException("attribute " + type + " of length " + whole + " at offset " + at + " of " + end);
        }
        payload = at + 4;
        length = whole - 4;
        at += (whole + 3) & ~3;
        return true;
    }

    public int type() {
        return type;
    }

    public int length() {
        return length;
    }

    public int u8() {
        return bytes.get(exactly(1)) & 0xff;
    }

    public boolean flag() {
        return u8() != 0;
    }

    public int u16() {
        return bytes.getShort(exactly(2)) & 0xffff;
    }

    /** In network order. */
    public int be16() {
        return Short.toUnsignedInt(bytes.order() == java.nio.ByteOrder.BIG_ENDIAN ? (short) u16() : Short.reverseBytes((short) u16()));
    }

    public int u32() {
        return bytes.getInt(exactly(4));
    }

    /** In network order. */
    public int be32() {
        return bytes.order() == java.nio.ByteOrder.BIG_ENDIAN ? u32() : Integer.reverseBytes(u32());
    }

    public byte[] bytes() {
        byte[] copy = new byte[length];
        bytes.get(payload, copy);
        return copy;
    }

    /** An IPv4 or IPv6 address, by its length. */
    public IpAddress address() {
        if (length != 4 && length != 16) {
            throw new DecodeException("attribute " + type + " has " + length + " bytes at offset " + payload + ", no IP address has");
        }
        return IpAddress.of(bytes());
    }

    /** Text up to its first zero. Names of foreign things need not be UTF-8; what is not becomes U+FFFD. */
    public String text() {
        int stop = 0;
        while (stop < length && bytes.get(payload + stop) != 0) {
            stop++;
        }
        byte[] copy = new byte[stop];
        bytes.get(payload, copy);
        return KernelText.decode(copy);
    }

    public Attributes nested() {
        return nested(0);
    }

    /** The attributes after a fixed part of this many bytes. */
    public Attributes nested(int fixed) {
        if (fixed > length) {
            throw new DecodeException("attribute " + type + " has " + length + " bytes, fewer than its fixed part of " + fixed);
        }
        return new Attributes(bytes, payload + fixed, payload + length);
    }

    /** The payload's place in the buffer, for fixed structs inside an attribute. */
    public int offset() {
        return payload;
    }

    public ByteBuffer buffer() {
        return bytes;
    }

    private int exactly(int expected) {
        if (length != expected) {
            throw new DecodeException("attribute " + type + " has " + length + " bytes at offset " + payload + ", expected " + expected);
        }
        return payload;
    }
}
