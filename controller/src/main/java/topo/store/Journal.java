package topo.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A bounded record of what happened: lines of text in {@code journal/log}, each ended by its own check sum, so that one which a crash cut
 * is told from a whole one. When the file is full it becomes {@code log.1} and the one before is deleted. One process writes; reading needs
 * no lock. Durable when {@link #append} returns.
 */
public final class Journal {
    /** Some ten thousand entries in each of the two files. */
    static final long MOST_BYTES = 4 << 20;
    private static final char SEPARATOR = '\t';

    private final Path folder;
    private final long most;

    public Journal(Path folder) {
        this(folder, MOST_BYTES);
    }

    Journal(Path folder, long most) {
        this.folder = folder;
        this.most = most;
    }

    private Path log() {
        return folder.resolve("log");
    }

    private Path earlier() {
        return folder.resolve("log.1");
    }

    /**
     * Adds lines, none of which may hold a line break.
     *
     * @throws topo.api.SurroundingsException if the file system refuses
     */
    public void append(List<String> lines) {
        if (lines.isEmpty()) {
            return;
        }
        DurableFiles.makeFolder(folder);
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append(SEPARATOR).append(checkSum(line)).append('\n');
        }
        if (size() + text.length() > most) {
            rotate();
        }
        DurableFiles.append(log(), isCut() ? "\n" + text : text.toString());
    }

    /** Whether the last line has no end: a writer was killed, and what comes next must not be taken for the rest of it. */
    private boolean isCut() {
        try (SeekableByteChannel channel = Files.newByteChannel(log(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.position(channel.size() - 1).read(last) == 1 && last.get(0) != '\n';
        } catch (IOException none) {
            return false;
        }
    }

    private void rotate() {
        if (Files.exists(log(), LinkOption.NOFOLLOW_LINKS)) {
            try {
                Files.move(log(), earlier(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException refused) {
                throw DurableFiles.failed("rename " + log(), refused);
            }
        }
    }

    private long size() {
        try {
            return Files.size(log());
        } catch (IOException none) {
            return 0;
        }
    }

    /** Every whole line, the oldest first. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        read(earlier(), lines);
        read(log(), lines);
        return lines;
    }

    private static void read(Path file, List<String> into) {
        String text = DurableFiles.read(file).orElse("");
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            add(text.substring(start, end), into);
            start = end + 1;
        }
    }

    private static void add(String line, List<String> into) {
        int sum = line.lastIndexOf(SEPARATOR);
        if (sum >= 0 && line.substring(sum + 1).equals(checkSum(line.substring(0, sum)))) {
            into.add(line.substring(0, sum));
        }
    }

    /** Follows the journal from its present end. Not thread-safe. */
    public final class Tail {
        private Object key = key();
        private long read = size();

        /** The whole lines that came since the last call. */
        public List<String> more() {
            List<String> lines = new ArrayList<>();
            Object now = key();
            if (now != null && !now.equals(key)) {
                if (key != null) {
                    from(earlier(), lines);
                }
                key = now;
                read = 0;
            }
            if (size() > read) {
                from(log(), lines);
            }
            return lines;
        }

        /** A line that is still being written has no end yet and waits for the next call. */
        private void from(Path file, List<String> into) {
            byte[] bytes = DurableFiles.read(file).orElse("").getBytes(StandardCharsets.UTF_8);
            int start = (int) Math.min(read, bytes.length);
            for (int at = start; at < bytes.length; at++) {
                if (bytes[at] == '\n') {
                    add(new String(bytes, start, at - start, StandardCharsets.UTF_8), into);
                    start = at + 1;
                }
            }
            read = start;
        }

        private Object key() {
            try {
                return Files.readAttributes(log(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
            } catch (NoSuchFileException none) {
                return null;
            } catch (IOException refused) {
                throw DurableFiles.failed("read " + log(), refused);
            }
        }
    }

    public Tail tail() {
        return new Tail();
    }

    private static String checkSum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
