package topo.kernel.netlink;

import java.nio.ByteBuffer;

/** A view of one received message; valid until the next receive. {@code [offset, end)} is what follows the 16 bytes of header. */
public record Message(int type, int flags, int sequence, ByteBuffer bytes, int offset, int end) {
    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;
    public static final int NLM_F_REQUEST = 1;
    public static final int NLM_F_MULTI = 2;
    public static final int NLM_F_ACK = 4;
    public static final int NLM_F_DUMP_INTR = 0x10;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_EXCL = 0x200;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;

    public static final int HEADER = 16;

    /** The message at this offset of a datagram of {@code length} bytes, which is in host order. */
    public static Message at(ByteBuffer bytes, int offset, int length) {
        if (length - offset < HEADER) {
            throw new DecodeException((length - offset) + " bytes at offset " + offset + " are no message");
        }
        int size = bytes.getInt(offset);
        if (size < HEADER || size > length - offset) {
            throw new DecodeException("message of length " + size + " at offset " + offset + " of a datagram of " + length);
        }
        return new Message(bytes.getShort(offset + 4) & 0xffff, bytes.getShort(offset + 6) & 0xffff, bytes.getInt(offset + 8), bytes,
                offset + HEADER, offset + size);
    }

    /** Whose request made the kernel send it: the port id of that socket, 0 if the kernel names none. Only of a message with its header. */
    public int port() {
        return bytes.getInt(offset - 4);
    }

    /** The attributes after the family's fixed part of this many bytes. */
    public Attributes attributes(int fixed) {
        need(fixed);
        return new Attributes(bytes, offset + fixed, end);
    }

    public int u8(int at) {
        return bytes.get(offset + at) & 0xff;
    }

    public int u16(int at) {
        return bytes.getShort(offset + at) & 0xffff;
    }

    public int u32(int at) {
        return bytes.getInt(offset + at);
    }

    /** Checks that the fixed part is there, before it is read. */
    public void need(int fixed) {
        // A fixed part computed from a length on the wire may have overflowed.
        if (fixed < 0 || end - offset < fixed) {
            throw new DecodeException("message of type " + type + " has " + (end - offset) + " bytes, fewer than its fixed part of "
                    + Integer.toUnsignedString(fixed));
        }
    }
}
