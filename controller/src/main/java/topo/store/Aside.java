package topo.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Damaged files are never deleted by topo on its own: they stay beside the good ones as {@code NAME.bad-1}, {@code NAME.bad-2}, ... */
final class Aside {
    /** In every name of such a file. */
    static final String MARK = ".bad-";
    /** Where they go when their topology is forgotten, in the state folder. */
    static final String FOLDER = "aside";

    private Aside() {}

    /** Moves one that was kept already to where those of forgotten topologies are. */
    static void moveTo(Path folder, String topology, Path kept) {
        DurableFiles.makeFolder(folder);
        String name = kept.getFileName().toString();
        DurableFiles.rename(kept, free(folder.resolve(topology + "." + name.substring(0, name.indexOf(MARK)))));
    }

    /** Renames the file; returns its new name. */
    static Path move(Path file) {
        Path kept = free(file);
        DurableFiles.rename(file, kept);
        return kept;
    }

    /** Moves away what is there and does not read as it should, with a warning. */
    static void keepIfBad(Path file, Predicate<String> good, Consumer<String> warn) {
        Content content = Content.of(file);
        if (content instanceof Content.Bad || content instanceof Content.Text text && !good.test(text.text())) {
            warn.accept(file + " does not read and is kept as " + move(file).getFileName());
        }
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
        Path kept = file.resolveSibling(file.getFileName() + MARK + 1);
        while (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
            number++;
            kept = file.resolveSibling(file.getFileName() + MARK + number);
        }
        return kept;
    }
}
