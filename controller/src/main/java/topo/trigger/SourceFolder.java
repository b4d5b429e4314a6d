package topo.trigger;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import topo.api.yaml.Source;

/**
 * A folder of topologies, watched by looking at its files again and again. A file counts once two looks found it the same, so that one
 * which an editor or a copy is still writing is not read half. Not thread-safe.
 */
public final class SourceFolder implements Feed {
    private final Path folder;
    private final long mostBytes;
    private final Clock clock;
    private Map<Path, Object> before = Map.of();
    private Map<Path, Object> settled;
    private Standing standing = Standing.ready("");
    private long asked;
    private long done;

    /** {@code mostBytes}: of one file. {@code clock}: the time of day. */
    public SourceFolder(Path folder, long mostBytes, Clock clock) {
        this.folder = folder;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "dir:" + folder;
    }

    @Override
    public boolean holds(String location) {
        String start = folder + "/";
        return location.startsWith(start) && location.indexOf('/', start.length()) < 0;
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public Optional<Snapshot> changed() {
        Map<Path, Object> now;
        try {
            now = stamps();
            standing = Standing.ready("");
        } catch (IOException unreadable) {
            fail(unreadable);
            return Optional.empty();
        }
        boolean still = now.equals(before);
        before = now;
        if (!still || now.equals(settled)) {
            return Optional.empty();
        }
        settled = now;
        done = asked;
        return Optional.of(read());
    }

    private void fail(IOException unreadable) {
        String why = unreadable instanceof NoSuchFileException ? "ENOENT: No such folder" : unreadable.getMessage();
        Instant since = standing.isReady() ? clock.instant() : standing.since();
        standing = new Standing("", "ReadOperationFailed", "read the source folder " + folder + ": " + why, since);
        done = asked;
    }

    /** Every file as it is now. */
    private Snapshot read() {
        Map<String, Source> all = new TreeMap<>();
        for (Path file : before.keySet()) {
            all.put(file.toString(), Source.read(file, mostBytes));
        }
        return new Snapshot("", clock.instant(), all);
    }

    @Override
    public boolean hasAnswered() {
        return settled != null || !standing.isReady();
    }

    @Override
    public void again() {
        settled = null;
    }

    @Override
    public long urge() {
        settled = null;
        return ++asked;
    }

    @Override
    public boolean isDone(long urged) {
        return done >= urged;
    }

    @Override
    public void close() {
        // nothing is open
    }

    private Map<Path, Object> stamps() throws IOException {
        Map<Path, Object> stamps = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*.{yaml,yml}")) {
            for (Path file : all) {
                stamp(file).ifPresent(stamp -> stamps.put(file, stamp));
            }
        } catch (DirectoryIteratorException unreadable) {
            throw unreadable.getCause();
        }
        return stamps;
    }

    /** Empty for a folder, and for what has gone since it was listed. */
    private static Optional<Object> stamp(Path file) throws IOException {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return facts.isDirectory() ? Optional.empty()
                    : Optional.of(facts.fileKey() + " " + facts.size() + " " + facts.lastModifiedTime());
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }
}
