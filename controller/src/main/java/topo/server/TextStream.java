package topo.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Bytes of UTF-8 as texts: sent when flushed or when there are many, and never in the middle of a character. Not thread-safe. */
final class TextStream extends OutputStream {
    private static final int MOST = 32 << 10;
    private static final int CONTINUATION = 0x80;

    /** Takes a text, which may be empty, where a flush only asks whether there is still anybody. */
    interface Receiver {
        void take(String text) throws IOException;
    }

    private final Receiver receiver;
    private final byte[] held = new byte[MOST];
    private int length;

    TextStream(Receiver receiver) {
        this.receiver = receiver;
    }

    @Override
    public void write(int value) throws IOException {
        held[length++] = (byte) value;
        if (length == MOST) {
            flush();
        }
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        int done = 0;
        while (done < count) {
            int part = Math.min(count - done, MOST - length);
            System.arraycopy(bytes, from + done, held, length, part);
            length += part;
            done += part;
            if (length == MOST) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        int whole = whole();
        String text = new String(held, 0, whole, StandardCharsets.UTF_8);
        System.arraycopy(held, whole, held, 0, length - whole);
        length -= whole;
        receiver.take(text);
    }

    /** How many bytes there are without a character at the end of which some are missing. */
    private int whole() {
        for (int back = 1; back <= Math.min(3, length); back++) {
            int value = held[length - back] & 0xff;
            if (value >= 0xc0) {
                int needed = value >= 0xf0 ? 4 : value >= 0xe0 ? 3 : 2;
                return back < needed ? length - back : length;
            } else if (value < CONTINUATION) {
                return length;
            }
        }
        return length;
    }
}
