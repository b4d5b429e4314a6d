package topo.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import topo.api.Memory;
import topo.api.SurroundingsException;

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
    private static final long LEAST_ROOM = 32 << 10;

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
        this.memory = new FileMemory(folder.resolve(MEMORY), warn, this::knownOfMemory);
        this.history = new History(folder, warn);
    }

    public String name() {
        return name;
    }

    /** A folder that cannot be looked at is not one that is missing. */
    public boolean exists() {
        try {
            return Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isDirectory();
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException refused) {
            throw DurableFiles.failed("look at " + folder, refused);
        }
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

    /** A version that was remembered and is not believed: {@code text} is what can be read of it, or null. */
    public record Damaged(Path file, String text, String reason) {}

    /** The wanted and the previous versions that are damaged. What they say is a hint where to look and no more. */
    public List<Damaged> damaged() {
        List<Damaged> found = new ArrayList<>();
        List<Path> all = previousFiles();
        all.add(0, folder.resolve(WANTED));
        for (Path file : all) {
            Content content = Content.of(file);
            if (content instanceof Content.Bad bad) {
                found.add(new Damaged(file, null, bad.reason()));
            } else if (content instanceof Content.Withheld disk) {
                found.add(new Damaged(file, null, disk.reason()));
            } else if (content instanceof Content.Text text && Seal.open(text.text()).isEmpty()) {
                found.add(new Damaged(file, text.text(), "it was cut or damaged since topo wrote it"));
            }
        }
        return found;
    }

    /** Whether all is there that the topology may have in the kernel; if not, it has to be found by its marks. */
    public boolean isWhole() {
        return Inventory.read(folder).filter(held -> held.isWhole(file -> version(folder.resolve(file)).isPresent())).isPresent()
                && damaged().isEmpty();
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
        return Content.of(folder.resolve(META)) instanceof Content.Text content ? Meta.parse(content.text()) : Optional.empty();
    }

    /**
     * Makes this text the wanted version and keeps the one before as a previous version; to be called before the first change in the
     * kernel. Durable on return.
     *
     * @throws topo.api.SurroundingsException if it cannot be written, or there is no room for what the run will have to remember
     */
    public void begin(String text) {
        memory.read();
        Optional<Version> before = wanted();
        boolean whole = isWhole();
        makeRoom(2L * text.length() + before.map(Version::text).orElse("").length());
        memory.dropStale();
        if (isFresh()) {
            // First of all, so that what a crash leaves of a first record is told from one that lost its memory.
            takeInventory(false, List.of());
        }
        if (before.isPresent() && !before.get().text().equals(text)) {
            List<Path> kept = previousFiles();
            int number = kept.isEmpty() ? 1 : numberOf(kept.get(kept.size() - 1)) + 1;
            DurableFiles.write(folder.resolve(PREVIOUS + number + YAML), Seal.seal(before.get().text()));
            unlisted().ifPresent(version -> history.add(version.time(), version.origin(), version.result(), version.text()));
        }
        if (before.isEmpty() || !before.get().text().equals(text)) {
            DurableFiles.write(folder.resolve(WANTED), Seal.seal(text));
        }
        takeInventory(whole, previousFiles());
        note(Meta.APPLYING);
    }

    /** To be called before {@link #begin} if the kernel shows that there must have been a record, and there is none. */
    public void noteLoss() {
        memory.noteLoss();
    }

    /** To be called before the first change of a deletion. Durable on return, or refused as {@link #begin} is. */
    public void beginRemoval() {
        if (exists()) {
            memory.read();
            makeRoom(0);
            memory.dropStale();
            note(Meta.DESTROYING);
        }
    }

    /** A text may be needed four times over: as it is wanted, as what was before, in the history, and as much again for the memory. */
    private void makeRoom(long bytes) {
        boolean fresh = !exists();
        try {
            DurableFiles.makeFolder(folder);
            DurableFiles.requireRoom(folder, 2 * bytes + 3L * memory.extent().length() + LEAST_ROOM);
        } catch (SurroundingsException refused) {
            if (fresh && exists()) {
                DurableFiles.delete(folder);
            }
            throw refused;
        }
    }

    private void takeInventory(boolean complete, List<Path> previous) {
        List<String> files = new ArrayList<>(List.of(WANTED));
        previous.forEach(file -> files.add(file.getFileName().toString()));
        keepIfBad(Inventory.NAME, Inventory.read(folder).isPresent());
        new Inventory(complete, bootId(), memory.extent(), memory.hasLost(), files).write(folder);
    }

    private void keepIfBad(String file, boolean good) {
        Path path = folder.resolve(file);
        if (!good && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            warn.accept(path + " does not read and is kept as " + Aside.move(path).getFileName());
        }
    }

    private FileMemory.Known knownOfMemory() {
        Optional<Inventory> inventory = Inventory.read(folder);
        Optional<String> boot = inventory.map(Inventory::boot).or(() -> meta().map(Meta::boot));
        FileMemory.Age age = boot.isEmpty() ? FileMemory.Age.UNKNOWN
                : boot.get().equals(bootId()) ? FileMemory.Age.THIS_BOOT : FileMemory.Age.EARLIER_BOOT;
        boolean lost = inventory.map(Inventory::lost).orElse(!isFresh());
        return new FileMemory.Known(exists() ? age : FileMemory.Age.THIS_BOOT, inventory.map(Inventory::memory).orElse(FileMemory.Extent.NONE),
                lost);
    }

    /** Whether no apply has written anything yet, or all that it wrote is gone. */
    public boolean isFresh() {
        for (Path file : files("")) {
            String written = file.getFileName().toString();
            if (!written.equals(PENDING) && !written.endsWith(DurableFiles.FRESH)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the time, in seconds since 1970. */
    private long note(String result) {
        long now = clock.instant().getEpochSecond();
        long created = meta().map(Meta::created).orElse(now);
        keepIfBad(META, meta().isPresent());
        DurableFiles.write(folder.resolve(META), new Meta(created, now, result, bootId()).text());
        return now;
    }

    /**
     * Notes how it ended, and the version in the history. Once converged nothing of the previous versions is left in the kernel, so they
     * go. {@code origin}: as {@link Applied#origin}.
     */
    public void end(boolean converged, String origin) {
        if (converged) {
            takeInventory(true, List.of());
            previousFiles().forEach(DurableFiles::delete);
        } else {
            takeInventory(isWhole(), previousFiles());
        }
        long now = note(converged ? Meta.CONVERGED : Meta.FAILED);
        wanted().ifPresent(version -> history.add(now, origin, converged ? Meta.CONVERGED : Meta.FAILED, version.text()));
    }

    /** Makes this text the wanted version without an apply, as nothing of any version is in the kernel. */
    public void wantInstead(String text, String origin) {
        begin(text);
        takeInventory(true, List.of());
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
        Optional.ofNullable(copy.files().get(WANTED)).flatMap(Seal::open).ifPresent(this::begin);
        note(Meta.FAILED);
    }

    private List<Path> current() {
        List<Path> found = previousFiles();
        for (String one : List.of(WANTED, META, MEMORY, Inventory.NAME)) {
            if (Files.exists(folder.resolve(one), LinkOption.NOFOLLOW_LINKS)) {
                found.add(folder.resolve(one));
            }
        }
        return found;
    }

    /** Moves a version that does not read out of the way, with a warning, so that it is neither used nor lost. */
    public void setAside(Version damaged, String reason) {
        setAside(damaged.file(), reason);
    }

    /** As {@link #setAside(Version, String)}. */
    public void setAside(Path damaged, String reason) {
        Path kept = Aside.move(damaged);
        warn.accept("the record " + damaged + " does not read and is kept as " + kept.getFileName() + ": " + reason);
    }

    /** Forgets the topology; for when nothing of it is left in the kernel. */
    public void remove() {
        if (!exists()) {
            return;
        }
        memory.read();
        for (Path bad : files("")) {
            if (bad.getFileName().toString().contains(Aside.MARK)) {
                Aside.moveTo(folder.getParent().resolveSibling(Aside.FOLDER), name, bad);
            }
        }
        // The wanted version goes late: cut short, the rest is still a remembered topology. The inventory is the last, for without it
        // the rest would be one that lost its memory.
        for (Path file : files("")) {
            String one = file.getFileName().toString();
            if (!one.equals(WANTED) && !one.equals(Inventory.NAME)) {
                DurableFiles.delete(file);
            }
        }
        DurableFiles.delete(folder.resolve(WANTED));
        DurableFiles.delete(folder.resolve(Inventory.NAME));
        DurableFiles.delete(folder);
    }

    private Optional<Version> version(Path file) {
        Optional<String> text = Content.of(file) instanceof Content.Text content ? Seal.open(content.text()) : Optional.empty();
        return text.map(whole -> new Version(file, whole));
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
