package topo.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * What the controller last saw of each topology: one small file each in {@code /run/topo/status}, replaced by renaming, for anybody to
 * read. Gone with the machine's next start, as is what it tells of; so nothing is synced.
 */
public final class StatusFiles {
    private static final String SUFFIX = ".json";

    private final Path folder;

    public StatusFiles(Path runFolder) {
        this.folder = runFolder.resolve("status");
    }

    public void write(String topology, String text) {
        Path file = folder.resolve(topology + SUFFIX);
        Path fresh = folder.resolve(topology + ".new");
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            throw DurableFiles.failed("write " + file, refused);
        }
    }

    /** Empty if there is none. */
    public Optional<String> read(String topology) {
        try {
            return Optional.of(Files.readString(folder.resolve(topology + SUFFIX)));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException refused) {
            throw DurableFiles.failed("read the status of " + topology, refused);
        }
    }

    public void delete(String topology) {
        try {
            Files.deleteIfExists(folder.resolve(topology + SUFFIX));
        } catch (IOException refused) {
            throw DurableFiles.failed("delete the status of " + topology, refused);
        }
    }

    /** Deletes all, as another controller's or an earlier run's say nothing of now. */
    public void clear() {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                Files.deleteIfExists(file);
            }
        } catch (IOException refused) {
            throw DurableFiles.failed("empty " + folder, refused);
        }
    }
}
