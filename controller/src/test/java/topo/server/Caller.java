package topo.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One client of the server. */
final class Caller implements AutoCloseable {
    private final SocketChannel channel;
    private final LineReader reader = new LineReader(Wire.MOST_LINE);
    private final List<byte[]> lines = new ArrayList<>();

    Caller(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    Caller send(Message message) throws IOException {
        return send(Wire.bytes(message));
    }

    Caller send(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        return this;
    }

    Caller ask(String... words) throws IOException {
        return send(new Message.Head(Message.VERSION, List.of(words), Map.of()));
    }

    Caller run(String... words) throws IOException {
        return ask(words).send(new Message.Run());
    }

    /** Null at the end. */
    Message next() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (lines.isEmpty()) {
            if (channel.read(buffer.clear()) < 0) {
                return null;
            }
            lines.addAll(reader.add(buffer.flip()));
        }
        return Wire.read(lines.remove(0));
    }

    void expect(Message... messages) throws IOException {
        for (Message message : messages) {
            assertEquals(message, next());
        }
    }

    String refusal() throws IOException {
        return assertInstanceOf(Message.Refused.class, next()).reason();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
