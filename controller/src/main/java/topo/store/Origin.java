package topo.store;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Which file a topology is kept by; a small file beside its record, so that a file which goes while nobody looks is missed all the
 * same.
 *
 * @param location a path, or what names a file of a repository
 * @param revision the version of the source in which the topology first was what is remembered; empty where there are no versions
 */
public record Origin(String location, String revision) {
    private static final String NAME = "origin";
    /** Before the id of a commit, after the branch; Flux's form. */
    private static final String COMMIT = "@sha1:";
    private static final String HEAD = "topo-origin 1\n";

    /**
     * {@code folder}: that of the topology's record. A location with a line break in it is not kept, which only means that it is not
     * missed.
     */
    public void write(Path folder) {
        if (location.indexOf('\n') < 0 && !read(folder).filter(this::equals).isPresent()) {
            DurableFiles.write(folder.resolve(NAME), HEAD + location + "\n" + (revision.isEmpty() ? "" : revision + "\n"));
        }
    }

    /** Empty if it was applied by hand. */
    public static Optional<Origin> read(Path folder) {
        return DurableFiles.read(folder.resolve(NAME)).filter(text -> text.startsWith(HEAD) && text.endsWith("\n")).map(text -> {
            String[] lines = text.substring(HEAD.length()).split("\n", 3);
            return new Origin(lines[0], lines[1]);
        });
    }

    /** The whole id of the commit that this revision names; empty if it names none. */
    public static Optional<String> commit(String revision) {
        int mark = revision.lastIndexOf(COMMIT);
        return mark < 0 ? Optional.empty() : Optional.of(revision.substring(mark + COMMIT.length()));
    }

    public static void delete(Path folder) {
        DurableFiles.delete(folder.resolve(NAME));
    }
}
