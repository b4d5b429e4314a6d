package topo.trigger;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import topo.api.yaml.Source;

/**
 * A folder of topologies, watched by looking at its files again and again. A file counts once two looks found it the same, so that one
 * which an editor or a copy is still writing is not read half. Not thread-safe.
 */
public final class SourceFolder {
    private final Path folder;
    private final long mostBytes;
    private Map<Path, Object> before = Map.of();
    private Map<Path, Object> settled;
    private String trouble = "";

    /** {@code mostBytes}: of one file. */
    public SourceFolder(Path folder, long mostBytes) {
        this.folder = folder;
        this.mostBytes = mostBytes;
    }

    public Path folder() {
        return folder;
    }

    /** Why it could not be looked at the last time, or empty. */
    public String trouble() {
        return trouble;
    }

    /**
     * Every file if anything has changed, by its path, one that cannot be read as a source that says so; empty if nothing has changed, or
     * is still changing, or cannot be seen.
     */
    public Optional<Map<Path, Source>> changed() {
        Map<Path, Object> now;
        try {
            now = stamps();
            trouble = "";
        } catch (IOException unreadable) {
            trouble = "read " + folder + ": " + unreadable.getMessage();
            return Optional.empty();
        }
        boolean still = now.equals(before);
        before = now;
        if (!still || now.equals(settled)) {
            return Optional.empty();
        }
        settled = now;
        return Optional.of(read());
    }

    /** Every file as it is now. */
    private Map<Path, Source> read() {
        Map<Path, Source> all = new TreeMap<>();
        for (Path file : before.keySet()) {
            all.put(file, Source.read(file, mostBytes));
        }
        return all;
    }

    /** Reads everything again at the next call, changed or not. */
    public void again() {
        settled = null;
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
