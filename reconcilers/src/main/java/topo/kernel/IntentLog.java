package topo.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What topo is about to make, or has begun to take away, and cannot mark as its own in that very step: {@code /run/topo/intents}. An
 * entry is on the disk before the first step and goes after the last one. So what is found there was cut short: a killed topo may have
 * left it half made. It is a reason to look, never one to delete: whether the thing still is what the entry says has to be seen from the
 * thing.
 *
 * <p>The log goes with the kernel's things at a reboot, as {@code /run} does; in a folder that stays it is void in another boot. Only who
 * holds the lock of the one writer may write. A line that a crash cut was not acted upon, as {@link #begin} had not returned, and says
 * nothing.
 */
public final class IntentLog {
    private static final String BOOT = "boot ";
    /** Ends every line, as no cut one does. */
    private static final String END = " ;";
    private static final int WORDS = 3;
    private static final int MOST_BYTES = 1 << 20;

    private final Path file;
    private final Path bootId;

    /** {@code file}: {@code /run/topo/intents}. {@code bootId}: {@code /proc/sys/kernel/random/boot_id}. */
    public IntentLog(Path file, Path bootId) {
        this.file = file;
        this.bootId = bootId;
    }

    /** The names of what was begun and not ended, of one kind of thing and one topology. */
    public Set<String> open(String kind, String topology) {
        String prefix = prefix(kind, topology);
        Set<String> names = new LinkedHashSet<>();
        for (String entry : open()) {
            if (entry.startsWith(prefix)) {
                names.add(entry.substring(prefix.length()));
            }
        }
        return names;
    }

    /**
     * Notes these, durably, in one write. None of the words has white space in it.
     *
     * @throws KernelException if it cannot be written; nothing may be done then
     */
    public void begin(String kind, String topology, Collection<String> names) {
        Set<String> all = open();
        List<String> entries = entries(kind, topology, names);
        if (all.containsAll(entries)) {
            return;
        }
        StringBuilder text = new StringBuilder(all.isEmpty() ? BOOT + boot() + END + "\n" : "\n");
        for (String entry : entries) {
            text.append('+').append(entry).append(END).append('\n');
        }
        write(text.toString(), all.isEmpty());
    }

    /** Takes these out. Lost in a crash, that leaves an entry about nothing, which harms nothing. */
    public void end(String kind, String topology, Collection<String> names) {
        end(entries(kind, topology, names));
    }

    /** Takes out all of a topology, of which everything is whole or gone. */
    public void settle(String topology) {
        List<String> entries = new ArrayList<>();
        for (String entry : open()) {
            if (entry.split(" ")[1].equals(topology)) {
                entries.add(entry);
            }
        }
        end(entries);
    }

    private void end(List<String> entries) {
        Set<String> left = open();
        if (!left.removeAll(entries)) {
            return;
        }
        StringBuilder text = new StringBuilder("\n");
        for (String entry : entries) {
            text.append('-').append(entry).append(END).append('\n');
        }
        write(left.isEmpty() ? "" : text.toString(), left.isEmpty());
    }

    private static List<String> entries(String kind, String topology, Collection<String> names) {
        String prefix = prefix(kind, topology);
        List<String> entries = new ArrayList<>(names.size());
        for (String name : names) {
            entries.add(prefix + name);
        }
        return entries;
    }

    private static String prefix(String kind, String topology) {
        return kind + " " + topology + " ";
    }

    private Set<String> open() {
        Set<String> open = new LinkedHashSet<>();
        List<String> lines = wholeLines();
        if (lines.isEmpty() || !lines.get(0).equals(BOOT + boot())) {
            return open;
        }
        for (String line : lines) {
            if (line.startsWith("+") && line.split(" ").length == WORDS) {
                open.add(line.substring(1));
            } else if (line.startsWith("-")) {
                open.remove(line.substring(1));
            }
        }
        return open;
    }

    private void write(String text, boolean fresh) {
        OpenOption how = fresh ? StandardOpenOption.CREATE : StandardOpenOption.APPEND;
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS, how);
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            Files.createDirectories(file.getParent());
            write(options, mode, text, fresh);
        } catch (IOException refused) {
            throw KernelException.of("note it in " + file + " first", refused);
        }
    }

    private void write(Set<OpenOption> options, FileAttribute<?> mode, String text, boolean fresh) throws IOException {
        try (FileChannel channel = FileChannel.open(file, options, mode)) {
            if (fresh && channel.size() > 0) {
                channel.truncate(0);
            }
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (!text.isEmpty()) {
                channel.force(true);
            }
        }
    }

    private List<String> wholeLines() {
        List<String> lines = new ArrayList<>();
        for (String line : text().split("\n")) {
            if (line.endsWith(END)) {
                lines.add(line.substring(0, line.length() - END.length()));
            }
        }
        return lines;
    }

    private String text() {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MOST_BYTES));
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {
                // a read may return less than there is
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return "";
        } catch (IOException refused) {
            throw KernelException.of("read " + file, refused);
        }
    }

    private String boot() {
        try {
            return Files.readString(bootId).strip();
        } catch (IOException noProc) {
            return "unknown";
        }
    }
}
