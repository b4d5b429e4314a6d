package topo.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import topo.api.SurroundingsException;

/**
 * The lock of the one writer on a host: a POSIX record lock (man 2 fcntl) on {@code /run/topo/lock}, which the kernel drops when its
 * holder ends in whatever way. The file says who holds it and stays in place, since deleting it would let two processes lock two files.
 */
public final class RunLock {
    private static final long PAUSE_MILLIS = 50;
    private static final int LONGEST_HOLDER = 200;

    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for the lock and takes it.
     *
     * @param command what this process does, for others to read
     * @param timeoutMillis how long to wait, from 0
     * @param waiting told once, with the holder in words, when it has to be waited for
     * @throws SurroundingsException if it was not had in time
     */
    public static RunLock take(Path runFolder, String command, long timeoutMillis, Consumer<String> waiting) {
        Path file = runFolder.resolve("lock");
        try {
            Files.createDirectories(runFolder);
            FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            Set<OpenOption> options = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                    LinkOption.NOFOLLOW_LINKS);
            FileChannel channel = FileChannel.open(file, options, mode);
            try {
                if (!await(channel, timeoutMillis, waiting)) {
                    throw new SurroundingsException("take the lock " + file + ": not had in " + timeoutMillis / 1000.0 + " s; "
                            + holder(channel) + " holds it; --timeout waits longer");
                }
                channel.truncate(0);
                channel.write(ByteBuffer.wrap((pid() + " " + command + "\n").getBytes(StandardCharsets.UTF_8)), 0);
                return new RunLock(channel);
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
        } catch (IOException refused) {
            throw DurableFiles.failed("take the lock " + file, refused);
        }
    }

    private static boolean await(FileChannel channel, long timeoutMillis, Consumer<String> waiting) throws IOException {
        long end = System.nanoTime() + timeoutMillis * 1_000_000;
        boolean told = false;
        while (!tryLock(channel)) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            if (!told) {
                waiting.accept(holder(channel));
                told = true;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** Control characters are left out: another process wrote this, and it goes to a terminal. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HOLDER);
        int length = Math.max(0, channel.read(bytes, 0));
        StringBuilder text = new StringBuilder();
        new String(bytes.array(), 0, length, StandardCharsets.UTF_8).strip().codePoints()
                .filter(c -> c >= ' ' && c < 0x7f).forEach(text::appendCodePoint);
        return text.length() == 0 ? "another topo" : "process " + text;
    }

    private static String pid() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/self")).toString();
    }

    /** Does the work and gives the lock back, whatever happens. */
    public <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            release();
        }
    }

    private void release() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException gone) {
            // the kernel has dropped the lock with the descriptor
        }
    }
}
