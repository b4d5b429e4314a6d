package topo.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which file a topology is kept by; a small file beside its record, so that a file which goes while nobody looks is missed all the
 * same.
 */
public final class Origin {
    private static final String NAME = "origin";
    private static final String HEAD = "topo-origin 1\n";

    private Origin() {}

    /**
     * {@code folder}: that of the topology's record. A name with a line break in it is not kept, which only means that it is not
     * missed.
     */
    public static void write(Path folder, Path file) {
        if (file.toString().indexOf('\n') < 0 && !read(folder).filter(file::equals).isPresent()) {
            DurableFiles.write(folder.resolve(NAME), HEAD + file + "\n");
        }
    }

    /** Empty if it was applied by hand. */
    public static Optional<Path> read(Path folder) {
        return DurableFiles.read(folder.resolve(NAME)).filter(text -> text.startsWith(HEAD) && text.endsWith("\n"))
                .map(text -> Path.of(text.substring(HEAD.length(), text.length() - 1)));
    }

    public static void delete(Path folder) {
        DurableFiles.delete(folder.resolve(NAME));
    }
}
