package topo.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Which thread of this process has the host's lock, or tries to take it. Record locks belong to the process: they keep no thread out, and
 * whichever thread closes the file, all of them are gone (man 2 fcntl_locking). So a thread does not so much as open that file before it has
 * its turn. The JVM itself knows which of its threads has a part of a file locked; a lock on the folder that others may share serves just for
 * that.
 */
final class Turn implements AutoCloseable {
    private final FileChannel folder;

    private Turn(FileChannel folder) {
        this.folder = folder;
    }

    /** Null if another thread has it. */
    static Turn take(Path runFolder) throws IOException {
        FileChannel channel = FileChannel.open(runFolder, StandardOpenOption.READ);
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true);
            if (lock != null) {
                return new Turn(channel);
            }
        } catch (OverlappingFileLockException another) {
            // closed below
        } catch (IOException | RuntimeException refused) {
            channel.close();
            throw refused;
        }
        channel.close();
        return null;
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
