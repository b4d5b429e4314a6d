package topo.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import topo.api.SurroundingsException;

/**
 * That a controller runs on this host: a record lock on {@code /run/topo/controller} for as long as it does, which the kernel drops with
 * the process in whatever way that ends.
 */
public final class Presence implements AutoCloseable {
    private static final String NAME = "controller";

    private final FileChannel channel;

    private Presence(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws SurroundingsException if there is another one already */
    public static Presence announce(Path runFolder) {
        Path file = runFolder.resolve(NAME);
        try {
            Files.createDirectories(runFolder);
            FileChannel channel = FileChannel.open(file, Set.<OpenOption>of(StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
            if (!lock(channel)) {
                String holder = Files.readString(file).strip();
                channel.close();
                throw new SurroundingsException("start the controller: one runs already (process " + holder + ")");
            }
            String pid = Files.readSymbolicLink(Path.of("/proc/self")).toString();
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            return new Presence(channel);
        } catch (IOException refused) {
            throw DurableFiles.failed("take the lock " + file, refused);
        }
    }

    /** Whether a controller runs, as far as this user may know. */
    public static boolean isThere(Path runFolder) {
        try (FileChannel channel = FileChannel.open(runFolder.resolve(NAME), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            return lock == null;
        } catch (OverlappingFileLockException itIsThisProcess) {
            return true;
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException unknown) {
            return false;
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException itIsThisProcess) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException gone) {
            // the kernel has dropped the lock with the descriptor
        }
    }
}
