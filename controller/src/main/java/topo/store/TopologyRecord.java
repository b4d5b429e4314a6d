package topo.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import topo.api.Memory;

/**
 * What is remembered of one topology, in a folder of its name: {@code topology.yaml} is the wanted version's own text,
 * {@code previous-N.yaml} are versions applied before which may still have something in the kernel, {@code version-N} are all that were
 * applied ({@link Applied}), {@code pending} is there while one waits to be confirmed ({@link Pending}), {@code memory} and {@code meta}
 * are as {@link FileMemory} and {@link Meta} say. Writing needs the {@link RunLock}; reading does not, as every file is replaced whole.
 */
public final class TopologyRecord {
    private static final String WANTED = "topology.yaml";
    private static final String PREVIOUS = "previous-";
    private static final String YAML = ".yaml";
    private static final String META = "meta";
    private static final String MEMORY = "memory";
    private static final String PENDING = "pending";

    private final String name;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> warn;
    private final FileMemory memory;
    private final History history;

    TopologyRecord(String name, Path folder, Clock clock, Consumer<String> warn) {
        this.name = name;
        this.folder = folder;
        this.clock = clock;
        this.warn = warn;
        this.memory = new FileMemory(folder.resolve(MEMORY), warn);
        this.history = new History(folder, warn);
    }

    public String name() {
        return name;
    }

    public boolean exists() {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    public Memory memory() {
        return memory;
    }

    /** One remembered text and the file it is in. */
    public record Version(Path file, String text) {}

    /** What was applied last, whether or not that succeeded. */
    public Optional<Version> wanted() {
        return version(folder.resolve(WANTED));
    }

    /** Versions before that, since the last apply that converged; the oldest first. */
    public List<Version> previous() {
        List<Version> found = new ArrayList<>();
        for (Path file : previousFiles()) {
            version(file).ifPresent(found::add);
        }
        return found;
    }

    /** Empty if nothing readable is there; damaged ones are only lost times. */
    public Optional<Meta> meta() {
        return DurableFiles.read(folder.resolve(META)).flatMap(Meta::parse);
    }

    /**
     * Makes this text the wanted version and keeps the one before as a previous version; to be called before the first change in the
     * kernel. Durable on return.
     */
    public void begin(String text) {
        DurableFiles.makeFolder(folder);
        Optional<Version> before = wanted();
        if (before.isPresent() && !before.get().text().equals(text)) {
            List<Path> kept = previousFiles();
            int number = kept.isEmpty() ? 1 : numberOf(kept.get(kept.size() - 1)) + 1;
            DurableFiles.write(folder.resolve(PREVIOUS + number + YAML), before.get().text());
            unlisted().ifPresent(version -> history.add(version.time(), version.origin(), version.result(), version.text()));
        }
        if (before.isEmpty() || !before.get().text().equals(text)) {
            DurableFiles.write(folder.resolve(WANTED), text);
        }
        note(Meta.APPLYING);
    }

    /** Returns the time, in seconds since 1970. */
    private long note(String result) {
        long now = clock.instant().getEpochSecond();
        long created = meta().map(Meta::created).orElse(now);
        DurableFiles.write(folder.resolve(META), new Meta(created, now, result, bootId()).text());
        return now;
    }

    /**
     * Notes how it ended, and the version in the history. Once converged nothing of the previous versions is left in the kernel, so they
     * go. {@code origin}: as {@link Applied#origin}.
     */
    public void end(boolean converged, String origin) {
        if (converged) {
            previousFiles().forEach(DurableFiles::delete);
        }
        long now = note(converged ? Meta.CONVERGED : Meta.FAILED);
        wanted().ifPresent(version -> history.add(now, origin, converged ? Meta.CONVERGED : Meta.FAILED, version.text()));
    }

    /** Makes this text the wanted version without an apply, as nothing of any version is in the kernel. */
    public void wantInstead(String text, String origin) {
        begin(text);
        previousFiles().forEach(DurableFiles::delete);
        history.add(note(Meta.FAILED), origin, Applied.NOT_APPLIED, text);
    }

    /** The versions that were applied, the oldest first; the last one is the wanted one. */
    public List<Applied> history() {
        List<Applied> all = history.all();
        unlisted().ifPresent(all::add);
        return all;
    }

    /** The wanted version if no file of the history has it: its apply is under way or was cut short, or an earlier topo made it. */
    private Optional<Applied> unlisted() {
        Optional<Applied> newest = history.newest();
        Optional<Meta> meta = meta();
        String result = meta.map(Meta::result).filter(word -> !word.equals(Meta.APPLYING)).orElse(Applied.INTERRUPTED);
        return wanted().map(Version::text).filter(text -> newest.map(last -> !last.text().equals(text)).orElse(true))
                .map(text -> new Applied(newest.map(Applied::number).orElse(0) + 1, meta.map(Meta::applied).orElse(0L), Applied.APPLY, result, text));
    }

    /** What waits to be confirmed, if anything does; empty as well if the file is damaged. */
    public Optional<Pending> pending() {
        return Pending.read(folder.resolve(PENDING));
    }

    /** Moves a damaged file of what waits out of the way, with a warning. */
    public void setAsidePending() {
        Pending.setAsideDamaged(folder.resolve(PENDING), name, warn);
    }

    /** From now on this waits to be confirmed. Durable on return. */
    public void await(Pending pending) {
        DurableFiles.makeFolder(folder);
        DurableFiles.write(folder.resolve(PENDING), pending.file());
    }

    /** Nothing waits to be confirmed any more. */
    public void settle() {
        DurableFiles.delete(folder.resolve(PENDING));
        if (wanted().isEmpty() && files("").isEmpty()) {
            // Nothing was applied after all.
            DurableFiles.delete(folder);
        }
    }

    /** All that is remembered now but the history, to be {@link #restore}d. */
    public RecordCopy copy() {
        return RecordCopy.of(current(), exists());
    }

    /** Remembers again what the copy says, for when the kernel has just that. */
    public void restore(RecordCopy copy) {
        if (copy.existed()) {
            copy.restore(folder, current(), WANTED);
            memory.readAgain();
        } else {
            remove();
        }
    }

    /** The copy's version is wanted again, but the kernel may have something of later ones: those become previous versions. */
    public void restoreInPart(RecordCopy copy) {
        String before = copy.files().get(WANTED);
        if (before != null) {
            begin(before);
        }
        note(Meta.FAILED);
    }

    private List<Path> current() {
        List<Path> found = previousFiles();
        for (String one : List.of(WANTED, META, MEMORY)) {
            if (Files.exists(folder.resolve(one), LinkOption.NOFOLLOW_LINKS)) {
                found.add(folder.resolve(one));
            }
        }
        return found;
    }

    /** Moves a version that does not read out of the way, with a warning, so that it is neither used nor lost. */
    public void setAside(Version damaged, String reason) {
        Path kept = Aside.move(damaged.file());
        warn.accept("the record " + damaged.file() + " does not read and is kept as " + kept.getFileName() + ": " + reason);
    }

    /** Forgets the topology; for when nothing of it is left in the kernel. */
    public void remove() {
        if (!exists()) {
            return;
        }
        // The wanted version goes last: cut short, the rest is still a remembered topology.
        for (Path file : files("")) {
            if (!file.getFileName().toString().equals(WANTED)) {
                DurableFiles.delete(file);
            }
        }
        DurableFiles.delete(folder.resolve(WANTED));
        DurableFiles.delete(folder);
    }

    private Optional<Version> version(Path file) {
        return DurableFiles.read(file).map(text -> new Version(file, text));
    }

    private List<Path> previousFiles() {
        List<Path> found = files(PREVIOUS);
        found.removeIf(file -> numberOf(file) < 0);
        found.sort((a, b) -> Integer.compare(numberOf(a), numberOf(b)));
        return found;
    }

    /** -1 for what is no previous version, such as one that was set aside. */
    private static int numberOf(Path file) {
        String text = file.getFileName().toString();
        if (!text.endsWith(YAML)) {
            return -1;
        }
        try {
            return Integer.parseInt(text.substring(PREVIOUS.length(), text.length() - YAML.length()));
        } catch (NumberFormatException other) {
            return -1;
        }
    }

    private List<Path> files(String prefix) {
        List<Path> found = new ArrayList<>();
        if (exists()) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
                for (Path file : all) {
                    if (file.getFileName().toString().startsWith(prefix)) {
                        found.add(file);
                    }
                }
            } catch (IOException refused) {
                throw DurableFiles.failed("read the folder " + folder, refused);
            } catch (DirectoryIteratorException refused) {
                throw DurableFiles.failed("read the folder " + folder, refused.getCause());
            }
        }
        return found;
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException noProc) {
            return "unknown";
        }
    }
}
