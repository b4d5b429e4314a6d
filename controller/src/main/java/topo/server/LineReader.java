package topo.server;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts lines together from what a socket gives. Not thread-safe. */
public final class LineReader {
    private final int most;
    private byte[] begun = new byte[0];
    private int length;

    /** {@code most}: bytes of a line without its end. */
    public LineReader(int most) {
        this.most = most;
    }

    /** A line is longer than is taken. */
    public static final class TooLongException extends RuntimeException {
        TooLongException(int most) {
            super("a line is longer than " + most + " bytes");
        }
    }

    /**
     * Takes all remaining bytes and returns the lines that are whole now, without their ends.
     *
     * @throws TooLongException if a line is too long, whole or not; nothing of this is to be used any more then
     */
    public List<byte[]> add(ByteBuffer bytes) {
        List<byte[]> lines = new ArrayList<>();
        while (bytes.hasRemaining()) {
            int start = bytes.position();
            int end = start;
            while (end < bytes.limit() && bytes.get(end) != '\n') {
                end++;
            }
            take(bytes, end - start);
            if (end < bytes.limit()) {
                bytes.get();
                lines.add(Arrays.copyOf(begun, length));
                begun = new byte[0];
                length = 0;
            }
        }
        return lines;
    }

    private void take(ByteBuffer bytes, int count) {
        if (length + count > most) {
            throw new TooLongException(most);
        }
        if (begun.length < length + count) {
            begun = Arrays.copyOf(begun, Math.max(length + count, Math.min(most, 2 * begun.length)));
        }
        bytes.get(begun, length, count);
        length += count;
    }

    /** How many bytes it holds of a line that has no end yet. */
    public int held() {
        return begun.length;
    }
}
