package topo.store;

import java.nio.file.Path;
import java.time.Clock;
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
    private static final long LEAST_ROOM = 32 << 10;

    private final String name;
    private final RecordFolder folder;
    private final Consumer<String> warn;
    private final FileMemory memory;
    private final Ledger ledger;
    private final Versions versions;
    private final Chronicle chronicle;
    private final PendingFile pending;

    TopologyRecord(String name, Path folder, Clock clock, Consumer<String> warn) {
        this.name = name;
        this.folder = new RecordFolder(folder);
        this.warn = warn;
        this.ledger = new Ledger(this.folder, warn);
        this.memory = ledger.memory();
        this.versions = new Versions(this.folder);
        this.chronicle = new Chronicle(this.folder, versions, clock, warn);
        this.pending = new PendingFile(this.folder.file(RecordFolder.PENDING), name, warn);
    }

    public String name() {
        return name;
    }

    /** A folder that cannot be looked at is not one that is missing. */
    public boolean exists() {
        return folder.exists();
    }

    public Memory memory() {
        return memory;
    }

    /** One remembered text and the file it is in. */
    public record Version(Path file, String text) {}

    /** What was applied last, whether or not that succeeded. */
    public Optional<Version> wanted() {
        return versions.wanted();
    }

    /** A version that was remembered and is not believed: {@code text} is what can be read of it, or null. */
    public record Damaged(Path file, String text, String reason) {}

    /** The wanted and the previous versions that are damaged. What they say is a hint where to look and no more. */
    public List<Damaged> damaged() {
        return versions.damaged();
    }

    /** Whether all is there that the topology may have in the kernel; if not, it has to be found by its marks. */
    public boolean isWhole() {
        return ledger.isWhole(versions::has) && damaged().isEmpty();
    }

    /** Versions before that, since the last apply that converged; the oldest first. */
    public List<Version> previous() {
        return versions.previous();
    }

    /** Empty if nothing readable is there; damaged ones are only lost times. */
    public Optional<Meta> meta() {
        return chronicle.meta();
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
        boolean fresh = isFresh();
        if (fresh) {
            // First of all, so that what a crash leaves of a first record is told from one that lost its memory.
            ledger.take(false, List.of());
        }
        if (before.isPresent() && !before.get().text().equals(text)) {
            versions.keepAsPrevious(before.get().text());
            chronicle.addUnlisted();
        }
        if (before.isEmpty() || !before.get().text().equals(text)) {
            versions.want(text);
        }
        if (!fresh) {
            ledger.take(whole, versions.previousFiles());
        }
        chronicle.note(Meta.APPLYING);
        folder.sync();
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
            chronicle.note(Meta.DESTROYING);
            folder.sync();
        }
    }

    /** A text may be needed four times over: as it is wanted, as what was before, in the history, and as much again for the memory. */
    private void makeRoom(long bytes) {
        boolean fresh = !exists();
        try {
            DurableFiles.makeFolder(folder.path());
            DurableFiles.requireRoom(folder.path(), 2 * bytes + 3L * memory.extent().length() + LEAST_ROOM);
        } catch (SurroundingsException refused) {
            if (fresh && exists()) {
                DurableFiles.delete(folder.path());
            }
            throw refused;
        }
    }

    /** Whether no apply has written anything yet, or all that it wrote is gone. */
    public boolean isFresh() {
        return folder.isFresh();
    }

    /**
     * Notes how it ended, and the version in the history. Once converged nothing of the previous versions is left in the kernel, so they
     * go. {@code origin}: as {@link Applied#origin}.
     */
    public void end(boolean converged, String origin) {
        if (converged) {
            ledger.take(true, List.of());
            versions.dropPrevious();
        } else {
            ledger.take(isWhole(), versions.previousFiles());
        }
        String result = converged ? Meta.CONVERGED : Meta.FAILED;
        long now = chronicle.note(result);
        wanted().ifPresent(version -> chronicle.add(now, origin, result, version.text()));
        folder.sync();
    }

    /** Makes this text the wanted version without an apply, as nothing of any version is in the kernel. */
    public void wantInstead(String text, String origin) {
        begin(text);
        ledger.take(true, List.of());
        versions.dropPrevious();
        chronicle.add(chronicle.note(Meta.FAILED), origin, Applied.NOT_APPLIED, text);
        folder.sync();
    }

    /** The versions that were applied, the oldest first; the last one is the wanted one. */
    public List<Applied> history() {
        return chronicle.all();
    }

    /** What waits to be confirmed, if anything does; empty as well if the file is damaged. */
    public Optional<Pending> pending() {
        return pending.read();
    }

    /** Moves a damaged file of what waits out of the way, with a warning. */
    public void setAsidePending() {
        pending.setAsideIfDamaged();
    }

    /** From now on this waits to be confirmed. Durable on return. */
    public void await(Pending waiting) {
        pending.write(waiting);
    }

    /** Nothing waits to be confirmed any more. */
    public void settle() {
        pending.delete();
        if (wanted().isEmpty() && folder.names().isEmpty()) {
            // Nothing was applied after all.
            DurableFiles.delete(folder.path());
        }
    }

    /** All that is remembered now but the history, to be {@link #restore}d. */
    public RecordCopy copy() {
        return RecordCopy.of(folder, versions);
    }

    /** Remembers again what the copy says, for when the kernel has just that. */
    public void restore(RecordCopy copy) {
        if (copy.existed()) {
            copy.restore(folder, versions);
            memory.readAgain();
        } else {
            remove();
        }
    }

    /** The copy's version is wanted again, but the kernel may have something of later ones: those become previous versions. */
    public void restoreInPart(RecordCopy copy) {
        Optional.ofNullable(copy.files().get(RecordFolder.WANTED)).flatMap(Seal::open).ifPresent(this::begin);
        chronicle.note(Meta.FAILED);
        folder.sync();
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
        ledger.release();
        folder.delete(name);
    }
}
