package topo.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topo.api.SurroundingsException;

/** What a file of the state folder turns out to be. Nothing but a file of root's own that reads to its end is believed. */
sealed interface Content {
    /** strerror(3) of EIO, EUCLEAN and EBADMSG, which the file system says of this file; all else is a matter of the surroundings. */
    Set<String> DISK_ERRORS = Set.of("Input/output error", "Structure needs cleaning", "Bad message");

    /** Of the mode, inode(7). */
    int S_IFMT = 0170000;
    int S_IFLNK = 0120000;
    int S_IFREG = 0100000;

    record Absent() implements Content {}

    record Text(String text) implements Content {}

    /** {@code reason} says what is wrong with it; the file is still in its place. */
    record Bad(String reason) implements Content {}

    /** The disk does not give it, or does not even say whether it is there; another time it may. */
    record Withheld(String reason) implements Content {}

    /** @throws SurroundingsException if it cannot be read for a reason that says nothing about the file */
    static Content of(Path file) {
        try {
            Optional<String> wrong = wrong(file);
            if (wrong.isPresent()) {
                return new Bad(wrong.get());
            }
            return new Text(DurableFiles.readOrThrow(file));
        } catch (NoSuchFileException absent) {
            return new Absent();
        } catch (IOException refused) {
            String words = DurableFiles.words(refused);
            if (DISK_ERRORS.contains(words)) {
                return new Withheld("reading it ends with: " + words);
            }
            throw DurableFiles.failed("read " + file, refused);
        }
    }

    /**
     * As {@link #of}, for a file without which there would be half a look.
     *
     * @throws SurroundingsException if the disk withholds it, with the way out
     */
    static Content given(Path file) {
        Content content = of(file);
        if (content instanceof Withheld disk) {
            throw new SurroundingsException("use " + file + ": " + disk.reason() + "; nothing is done without what it says;"
                    + " run it again, or give that up: sudo rm " + file);
        }
        return content;
    }

    private static Optional<String> wrong(Path file) throws IOException {
        Map<String, Object> facts = Files.readAttributes(file, "unix:uid,mode,size", LinkOption.NOFOLLOW_LINKS);
        int type = (Integer) facts.get("mode") & S_IFMT;
        if (type != S_IFREG) {
            return Optional.of(type == S_IFLNK ? "it is a symbolic link" : "it is no ordinary file");
        }
        long size = (Long) facts.get("size");
        return size > DurableFiles.MOST_BYTES ? Optional.of("it has " + size + " bytes, more than topo ever writes") : SafeFolder.distrust(facts);
    }
}
