package topo.store;

import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import topo.api.Memory;
import topo.api.ResourceId;
import topo.api.SurroundingsException;

/**
 * A topology's memory as a log: one line a {@link #remember} or {@link #forget}, each ended by its own check sum, so that a line which a
 * crash cut, or a disk damaged, is told from a whole one and the others stay good. Durable when a call returns. Read at first use, and if
 * the disk does not give it then ({@link Content#given}), nothing can be done: what was to be put back must not be taken for lost.
 */
final class FileMemory implements Memory {
    private final Path file;
    private final Consumer<String> warn;
    private final Set<ResourceId> missed = new HashSet<>();
    private Map<ResourceId, String> values;
    private final Supplier<Known> known;
    private boolean damaged;
    private boolean unreadable;
    private boolean stale;
    private boolean lost;

    FileMemory(Path file, Consumer<String> warn) {
        this(file, warn, () -> new Known(Age.THIS_BOOT, Extent.NONE, false));
    }

    /** {@code known} is asked when the file is read. */
    FileMemory(Path file, Consumer<String> warn, Supplier<Known> known) {
        this.file = file;
        this.warn = warn;
        this.known = known;
    }

    enum Age { THIS_BOOT, EARLIER_BOOT, UNKNOWN }

    /** What others know of the log: when it was written, how much of it there was at least, and whether it lost something before. */
    record Known(Age age, Extent least, boolean lost) {}

    /** So much of a log was there once: a shorter one, or one that starts otherwise, has lost something. */
    record Extent(int length, String checkSum) {
        static final Extent NONE = new Extent(0, "0");

        boolean isStartOf(String log) {
            return log.length() >= length && Seal.checkSum(log.substring(0, length)).equals(checkSum);
        }
    }

    /** The log as it is in the file now. */
    Extent extent() {
        String now = Content.given(file) instanceof Content.Text text ? text.text() : "";
        return new Extent(now.length(), Seal.checkSum(now));
    }

    /** Reads it if that has not been done. To be called before the first change. */
    void read() {
        values();
    }

    /** Something was in it once that nobody knows any more. */
    void noteLoss() {
        values();
        lost = true;
    }

    /** Deletes a log of an earlier boot: what it tells of the kernel is not so any more. */
    void dropStale() {
        values();
        if (stale) {
            DurableFiles.delete(file);
            stale = false;
        }
    }

    @Override
    public Optional<String> recall(ResourceId id) {
        return Optional.ofNullable(values().get(id));
    }

    @Override
    public Set<ResourceId> known() {
        return Set.copyOf(values().keySet());
    }

    @Override
    public boolean hasLost() {
        values();
        return lost;
    }

    @Override
    public void missed(ResourceId id, String consequence) {
        if (hasLost() && missed.add(id)) {
            warn.accept(consequence);
        }
    }

    @Override
    public void remember(ResourceId id, String value) {
        rememberAll(Map.of(id, value));
    }

    @Override
    public void rememberAll(Map<ResourceId, String> all) {
        StringBuilder lines = new StringBuilder();
        all.forEach((id, value) -> {
            if (!value.equals(values().get(id))) {
                lines.append(new LogLine(id, value).text());
            }
        });
        write(lines.toString());
        values().putAll(all);
    }

    @Override
    public void forget(ResourceId id) {
        forgetAll(List.of(id));
    }

    @Override
    public void forgetAll(Collection<ResourceId> ids) {
        StringBuilder lines = new StringBuilder();
        for (ResourceId id : ids) {
            if (values().containsKey(id)) {
                lines.append(new LogLine(id, null).text());
            }
        }
        write(lines.toString());
        ids.forEach(values()::remove);
    }

    /** Forgets what was read, as the file was replaced. */
    void readAgain() {
        values = null;
        damaged = false;
        unreadable = false;
    }

    /** A damaged log is kept aside and replaced by what was readable of it before anything is added. */
    private void write(String lines) {
        if (lines.isEmpty()) {
            return;
        }
        DurableFiles.makeFolder(file.getParent());
        dropStale();
        if (damaged || unreadable) {
            StringBuilder whole = new StringBuilder();
            values.forEach((known, text) -> whole.append(new LogLine(known, text).text()));
            if (unreadable) {
                Aside.move(file);
            } else {
                Aside.keepCopy(file);
            }
            DurableFiles.write(file, whole.toString());
            damaged = false;
            unreadable = false;
        }
        try {
            DurableFiles.append(file, lines);
        } catch (SurroundingsException refused) {
            // Part of a line may stand at the end now, and a next line must not be joined to it.
            damaged = true;
            throw refused;
        }
    }

    private Map<ResourceId, String> values() {
        if (values == null) {
            Known before = known.get();
            stale = before.age() == Age.EARLIER_BOOT;
            String read = stale ? "" : read(before.age());
            values = new LinkedHashMap<>();
            if (stale) {
                return values;
            }
            int start = 0;
            while (start < read.length()) {
                int end = read.indexOf('\n', start);
                replay(end < 0 ? read.substring(start) : read.substring(start, end), end >= 0);
                start = end < 0 ? read.length() : end + 1;
            }
            boolean shorter = !before.least().isStartOf(read);
            lost = before.lost() || damaged || unreadable || shorter;
            if (damaged) {
                warn.accept(file + " was cut or damaged; what could be read of it is used, and a copy of it is kept with the next change");
            } else if (shorter && !unreadable) {
                warn.accept(file + " has lost something since it was written; what is left of it is used");
            }
        }
        return values;
    }

    private String read(Age age) {
        Content content = Content.given(file);
        if (content instanceof Content.Text && age == Age.UNKNOWN) {
            content = new Content.Bad("nothing tells whether it is of this boot");
        }
        if (content instanceof Content.Bad bad) {
            unreadable = true;
            warn.accept(file + " is not used: " + bad.reason() + "; it is kept aside with the next change");
        }
        return content instanceof Content.Text text ? text.text() : "";
    }

    private void replay(String text, boolean whole) {
        Optional<LogLine> line = whole ? LogLine.parse(text) : Optional.empty();
        if (line.isEmpty()) {
            damaged = true;
        } else if (line.get().value() == null) {
            values.remove(line.get().id());
        } else {
            values.put(line.get().id(), line.get().value());
        }
    }
}
