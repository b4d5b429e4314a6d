package topo.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import topo.api.SurroundingsException;

/**
 * Files that are either the old or the new version whenever the power goes, that nobody else reads, and that no symbolic link leads
 * elsewhere. A refusal of the file system is a {@link SurroundingsException} naming the file and the kernel's words.
 */
final class DurableFiles {
    /** Ends the name of a file that is being written; a crash may leave one. */
    static final String FRESH = ".new";

    /** Of one file. It is held several times over while it is read, in a heap of 192 MiB. */
    static final int MOST_BYTES = 16 << 20;
    private static final Set<PosixFilePermission> OWNER_FILE = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> OWNER_FOLDER = Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE);

    private DurableFiles() {}

    /** The text of a file; empty if there is none. What is not UTF-8 reads as replacement characters, so that the parser refuses it. */
    static Optional<String> read(Path file) {
        try {
            return Optional.of(readOrThrow(file));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        } catch (IOException refused) {
            throw failed("read " + file, refused);
        }
    }

    /** As {@link #read}; a file system's refusal comes as it is. */
    static String readOrThrow(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long size = channel.size();
            if (size > MOST_BYTES) {
                throw new SurroundingsException("read " + file + ": it has " + size + " bytes, more than any record has; move it away");
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) size);
            while (bytes.hasRemaining() && channel.read(bytes) > 0) {
                // a read may return less than there is
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    /** Writes the file as {@link #place} does, and syncs the folder: durable on return. */
    static void write(Path file, String text) {
        place(file, text);
        try {
            sync(file.getParent());
        } catch (IOException refused) {
            throw failed("write " + file, refused);
        }
    }

    /**
     * Writes the file beside its final name, syncs it and renames it: never half of it visible, and there whatever becomes of this process.
     * If the power goes before {@link #syncFolder}, it is the old one or the new one. A sync of a folder takes as long as one of a file,
     * some milliseconds.
     */
    static void place(Path file, String text) {
        requireSize(file, text);
        Path fresh = file.resolveSibling(file.getFileName() + FRESH);
        try {
            Files.deleteIfExists(fresh);
            try (FileChannel channel = open(fresh, StandardOpenOption.CREATE_NEW)) {
                writeAll(channel, text);
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException refused) {
            discard(fresh);
            throw failed("write " + file, refused);
        }
    }

    /** Appends the text and syncs it. A crash may leave its beginning only; a full disk leaves the file as it was. */
    static void append(Path file, String text) {
        boolean fresh = !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
        try (FileChannel channel = open(file, fresh ? StandardOpenOption.CREATE_NEW : StandardOpenOption.APPEND)) {
            long before = channel.size();
            try {
                writeAll(channel, text);
                channel.force(fresh);
            } catch (IOException refused) {
                channel.truncate(before);
                throw refused;
            }
            if (fresh) {
                sync(file.getParent());
            }
        } catch (IOException refused) {
            throw failed("write " + file, refused);
        }
    }

    /**
     * Finds out whether so many bytes can be written to this folder, before anything is done that they will be needed for. File systems
     * that give out space late (ext4, XFS) count it when it is written, so nothing is synced.
     */
    static void requireRoom(Path folder, long bytes) {
        Path probe = folder.resolve("room.new");
        try {
            Files.deleteIfExists(probe);
            try (FileChannel channel = open(probe, StandardOpenOption.CREATE_NEW)) {
                byte[] block = new byte[1 << 16];
                for (long left = bytes; left > 0; left -= block.length) {
                    writeAll(channel, ByteBuffer.wrap(block, 0, (int) Math.min(left, block.length)));
                }
            }
            Files.delete(probe);
        } catch (IOException refused) {
            discard(probe);
            throw failed("write to " + folder, refused);
        }
    }

    private static void requireSize(Path file, String text) {
        if (text.length() > MOST_BYTES / 3 && text.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            throw new SurroundingsException("write " + file + ": it would have more than " + (MOST_BYTES >> 20)
                    + " MiB, which is the most that topo remembers of one topology; split the document into several topologies");
        }
    }

    /** Makes the folder, and its parents as far as they are missing, for its owner only. */
    static void makeFolder(Path folder) {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Deque<Path> missing = new ArrayDeque<>(List.of(folder.toAbsolutePath()));
        for (Path parent = missing.peek().getParent(); parent != null && !Files.exists(parent); parent = parent.getParent()) {
            missing.push(parent);
        }
        try {
            for (Path made : missing) {
                Files.createDirectory(made, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
            }
            // Only now, as the first of them makes most of the others durable, which then take no time.
            for (Path made : missing) {
                sync(made.getParent());
            }
        } catch (IOException refused) {
            throw failed("make the folder " + folder, refused);
        }
    }

    static void rename(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            sync(to.getParent());
        } catch (IOException refused) {
            throw failed("rename " + from + " to " + to, refused);
        }
    }

    /** Durable on return. */
    static void delete(Path file) {
        try {
            if (Files.deleteIfExists(file)) {
                sync(file.getParent());
            }
        } catch (IOException refused) {
            throw failed("delete " + file, refused);
        }
    }

    /** As {@link #delete}, but durable from {@link #syncFolder} on. */
    static void drop(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException refused) {
            throw failed("delete " + file, refused);
        }
    }

    /** Makes what was placed and dropped in the folder durable. */
    static void syncFolder(Path folder) {
        try {
            sync(folder);
        } catch (IOException refused) {
            throw failed("write " + folder, refused);
        }
    }

    static SurroundingsException failed(String operation, IOException refused) {
        return new SurroundingsException(operation + ": " + words(refused), refused);
    }

    private static FileChannel open(Path file, OpenOption how) throws IOException {
        Set<OpenOption> options = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS, how);
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(OWNER_FILE);
        return FileChannel.open(file, options, mode);
    }

    private static void writeAll(FileChannel channel, String text) throws IOException {
        writeAll(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException alreadyReported) {
            // the caller reports why the write failed; the rest of it is deleted by the next write
        }
    }

    static String words(IOException refused) {
        if (refused instanceof AccessDeniedException) {
            return "EACCES: Permission denied; run it with sudo";
        } else if (refused instanceof NoSuchFileException) {
            return "ENOENT: No such file or directory";
        } else if (refused instanceof FileAlreadyExistsException) {
            return "EEXIST: File exists, and is not a folder";
        }
        String reason = refused instanceof FileSystemException system ? system.getReason() : refused.getMessage();
        String words = reason == null ? refused.toString() : reason;
        return words.equals("No space left on device") || words.equals("Disk quota exceeded") ? words + "; make room and run it again" : words;
    }
}
