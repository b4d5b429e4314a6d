package topo.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/** Messages for tests, from bytes and as a kernel would answer. */
public final class Messages {
    private Messages() {}

    /** The message that these bytes begin with. */
    public static Message parse(byte[] bytes) {
        return Message.at(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length);
    }

    /** A message without its header, as the family's code reads it. */
    public static Message body(int type, byte[] bytes) {
        return new Message(type, 0, 0, ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length);
    }

    public static int sequence(byte[] request) {
        return ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getInt(8);
    }

    public static int flags(byte[] request) {
        return ByteBuffer.wrap(request).order(ByteOrder.nativeOrder()).getShort(6);
    }

    public static byte[] message(int type, int flags, int sequence, Consumer<MessageWriter> body) {
        MessageWriter writer = new MessageWriter().begin(type, flags, sequence);
        body.accept(writer);
        writer.end();
        return writer.toBytes();
    }

    /** Answer to request {@code sequence}; {@code errno} 0 is success. Capped, as every answer to a socket of topo's is. */
    public static byte[] answer(int sequence, int errno) {
        return message(Message.NLMSG_ERROR, 0x100, sequence, writer -> writer.u32(-errno).u32(16).u32(0).u32(sequence).u32(0));
    }

    public static byte[] done(int sequence, int errno) {
        return message(Message.NLMSG_DONE, Message.NLM_F_MULTI, sequence, writer -> writer.u32(-errno));
    }

    /** One datagram of several messages. */
    public static byte[] datagram(byte[]... messages) {
        MessageWriter writer = new MessageWriter();
        for (byte[] message : messages) {
            for (byte one : message) {
                writer.u8(one);
            }
        }
        return writer.toBytes();
    }
}
