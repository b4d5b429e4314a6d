package topo.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Builds netlink messages one after the other in one array: header, the family's fixed part, attributes, nests. Integers are in host
 * order unless a method says otherwise; everything is padded to 4 bytes (NLMSG_ALIGN, NLA_ALIGN). Not thread-safe.
 */
public final class MessageWriter {
    private static final int HEADER = 16;
    private static final int NLA_F_NESTED = 0x8000;

    private ByteBuffer buffer = ByteBuffer.allocate(1024).order(ByteOrder.nativeOrder());
    private int start;

    /** Begins a message; {@link #end} sets its length. */
    public MessageWriter begin(int type, int flags, int sequence) {
        room(HEADER);
        start = buffer.position();
        buffer.putInt(0).putShort((short) type).putShort((short) flags).putInt(sequence).putInt(0);
        return this;
    }

    public void end() {
        buffer.putInt(start, buffer.position() - start);
    }

    /** Sets flags of the message that was begun last, ended or not. */
    public void addFlags(int flags) {
        buffer.putShort(start + 6, (short) (buffer.getShort(start + 6) | flags));
    }

    public MessageWriter u8(int value) {
        room(1);
        buffer.put((byte) value);
        return this;
    }

    public MessageWriter u16(int value) {
        room(2);
        buffer.putShort((short) value);
        return this;
    }

    public MessageWriter u32(int value) {
        room(4);
        buffer.putInt(value);
        return this;
    }

    public MessageWriter attribute(int type, byte[] value) {
        room(8 + value.length);
        buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
        pad();
        return this;
    }

    public MessageWriter attributeU8(int type, int value) {
        return attribute(type, new byte[] {(byte) value});
    }

    public MessageWriter attributeU16(int type, int value) {
        room(8);
        buffer.putShort((short) 6).putShort((short) type).putShort((short) value);
        pad();
        return this;
    }

    public MessageWriter attributeU32(int type, int value) {
        room(8);
        buffer.putShort((short) 8).putShort((short) type).putInt(value);
        return this;
    }

    /** A string with its terminating zero, as NLA_NUL_STRING wants it. */
    public MessageWriter attributeText(int type, String value) {
        byte[] bytes = KernelText.encode(value);
        return attribute(type, Arrays.copyOf(bytes, bytes.length + 1));
    }

    /** Opens a nest and returns what {@link #endNest} needs. */
    public int beginNest(int type) {
        room(4);
        int at = buffer.position();
        buffer.putShort((short) 0).putShort((short) (type | NLA_F_NESTED));
        return at;
    }

    public void endNest(int at) {
        buffer.putShort(at, (short) (buffer.position() - at));
    }

    /** Opens a struct rtnexthop or the like, whose length is its first u16 and has no type. */
    public int beginSized() {
        room(2);
        int at = buffer.position();
        buffer.putShort((short) 0);
        return at;
    }

    public int length() {
        return buffer.position();
    }

    /** The array behind; only the first {@link #length} bytes count. */
    public byte[] array() {
        return buffer.array();
    }

    public byte[] toBytes() {
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    public void clear() {
        buffer.clear();
        start = 0;
    }

    private void pad() {
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes + 4) {
            ByteBuffer larger = ByteBuffer.allocate(2 * (buffer.capacity() + bytes)).order(ByteOrder.nativeOrder());
            buffer.flip();
            buffer = larger.put(buffer);
        }
    }
}
