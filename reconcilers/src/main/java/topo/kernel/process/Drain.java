package topo.kernel.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads one output of a program to its end on a thread of its own and keeps the first {@code limit} bytes. */
final class Drain implements Runnable {
    private final InputStream source;
    private final int limit;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean overflowed;

    Drain(InputStream source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    @Override
    public void run() {
        byte[] chunk = new byte[16 * 1024];
        try {
            for (int n = source.read(chunk); n >= 0; n = source.read(chunk)) {
                keep(chunk, n);
            }
        } catch (IOException closed) {
            // The program was killed and its pipe closed under us; what was read so far stands.
            return;
        }
    }

    private synchronized void keep(byte[] chunk, int count) {
        int room = Math.min(count, limit - kept.size());
        kept.write(chunk, 0, room);
        overflowed |= room < count;
    }

    synchronized boolean overflowed() {
        return overflowed;
    }

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }
}
