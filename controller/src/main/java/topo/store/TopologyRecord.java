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
 * {@code previous-N.yaml} are versions applied before which may still have something in the kernel, {@code memory} and {@code meta}
 * are as {@link FileMemory} and {@link Meta} say. Writing needs the {@link RunLock}; reading does not, as every file is replaced whole.
 */
public final class TopologyRecord {
    private static final String WANTED = "topology.yaml";
    private static final String PREVIOUS = "previous-";
    private static final String YAML = ".yaml";

    private final String name;
    private final Path folder;
    private final Clock clock;
    private final Consumer<String> warn;
    private final FileMemory memory;

    TopologyRecord(String name, Path folder, Clock clock, Consumer<String> warn) {
        this.name = name;
        this.folder = folder;
        this.clock = clock;
        this.warn = warn;
        this.memory = new FileMemory(folder.resolve("memory"), warn);
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
        return DurableFiles.read(folder.resolve("meta")).flatMap(Meta::parse);
    }

    /**
     * Makes this text the wanted version and keeps the one before as a previous version; to be called before the first change in the
     * kernel. Durable on return.
     */
    public void begin(String text) {
        DurableFiles.makeFolder(folder);
        long now = clock.instant().getEpochSecond();
        long created = meta().map(Meta::created).orElse(now);
        Optional<Version> before = wanted();
        if (before.isPresent() && !before.get().text().equals(text)) {
            List<Path> kept = previousFiles();
            int number = kept.isEmpty() ? 1 : numberOf(kept.get(kept.size() - 1)) + 1;
            DurableFiles.write(folder.resolve(PREVIOUS + number + YAML), before.get().text());
        }
        if (before.isEmpty() || !before.get().text().equals(text)) {
            DurableFiles.write(folder.resolve(WANTED), text);
        }
        DurableFiles.write(folder.resolve("meta"), new Meta(created, now, Meta.APPLYING, bootId()).text());
    }

    /** Notes how it ended. Once converged nothing of the previous versions is left in the kernel, so they go. */
    public void end(boolean converged) {
        if (converged) {
            previousFiles().forEach(DurableFiles::delete);
        }
        long now = clock.instant().getEpochSecond();
        long created = meta().map(Meta::created).orElse(now);
        DurableFiles.write(folder.resolve("meta"), new Meta(created, now, converged ? Meta.CONVERGED : Meta.FAILED, bootId()).text());
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
