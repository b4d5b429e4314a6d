package topo.store;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Which file a topology is kept by; a small file beside its record, so that a file which goes while nobody looks is missed all the
 * same.
 *
 * @param location a path, or what names a file of a repository
 * @param revision the version of the source in which the topology first was what is remembered, as {@code main@sha1:6c9a...}; empty where
 *     there are no versions
 * @param read when that version was read from the source, to the second; null where an earlier topo did not note it
 */
public record Origin(String location, String revision, Instant read) {
    private static final String NAME = "origin";
    /** Before the id of a commit, after the branch; Flux's form. */
    private static final String COMMIT = "@sha1:";
    private static final String HEAD = "topo-origin 1\n";

    public Origin {
        read = read == null ? null : read.truncatedTo(ChronoUnit.SECONDS);
    }

    /**
     * {@code folder}: that of the topology's record. A location with a line break in it is not kept, which only means that it is not
     * missed.
     */
    public void write(Path folder) {
        if (location.indexOf('\n') < 0 && !read(folder).filter(this::equals).isPresent()) {
            String lines = read != null ? revision + "\n" + read + "\n" : revision.isEmpty() ? "" : revision + "\n";
            DurableFiles.write(folder.resolve(NAME), HEAD + location + "\n" + lines);
        }
    }

    /** Empty if it was applied by hand. */
    public static Optional<Origin> read(Path folder) {
        Optional<String> whole = DurableFiles.read(folder.resolve(NAME))
                .filter(text -> text.startsWith(HEAD) && text.endsWith("\n") && text.length() > HEAD.length());
        return whole.map(text -> {
            String[] lines = text.substring(HEAD.length()).split("\n", -1);
            return new Origin(lines[0], lines[1], time(lines.length < 3 ? "" : lines[2]));
        });
    }

    private static Instant time(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException damaged) {
            return null;
        }
    }

    /** The whole id of the commit that {@link #revision} names; empty if it names none. */
    public Optional<String> commit() {
        return commit(revision);
    }

    /** As {@link #commit()}, of any revision. */
    public static Optional<String> commit(String revision) {
        int mark = revision.lastIndexOf(COMMIT);
        return mark < 0 ? Optional.empty() : Optional.of(revision.substring(mark + COMMIT.length()));
    }

    public static void delete(Path folder) {
        DurableFiles.delete(folder.resolve(NAME));
    }
}
