package topo.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Damaged files are never deleted by topo on its own: they stay beside the good ones as {@code NAME.bad-1}, {@code NAME.bad-2}, ... */
final class Aside {
    private Aside() {}

    /** Renames the file; returns its new name. */
    static Path move(Path file) {
        Path kept = free(file);
        DurableFiles.rename(file, kept);
        return kept;
    }

    /** Keeps a second name of the file's present content; the file itself stays until it is replaced. */
    static void keepCopy(Path file) {
        try {
            Files.createLink(free(file), file);
        } catch (IOException refused) {
            throw DurableFiles.failed("keep a copy of " + file, refused);
        }
    }

    private static Path free(Path file) {
        int number = 1;
        Path kept = file.resolveSibling(file.getFileName() + ".bad-1");
        while (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
            number++;
            kept = file.resolveSibling(file.getFileName() + ".bad-" + number);
        }
        return kept;
    }
}
