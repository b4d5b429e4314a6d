package topo.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import topo.store.TopologyRecord.Damaged;
import topo.store.TopologyRecord.Version;

/**
 * The texts of a topology that may have something in the kernel: the wanted one, and those before it since all was as wanted. They are needed as
 * {@link Content#given} says.
 */
final class Versions {
    private static final String PREVIOUS = "previous-";
    private static final String YAML = ".yaml";

    private final RecordFolder folder;

    Versions(RecordFolder folder) {
        this.folder = folder;
    }

    Optional<Version> wanted() {
        return read(wantedFile());
    }

    private Path wantedFile() {
        return folder.file(RecordFolder.WANTED);
    }

    /** The oldest first. */
    List<Version> previous() {
        return previousFiles().stream().map(Versions::read).flatMap(Optional::stream).toList();
    }

    List<Damaged> damaged() {
        List<Damaged> found = new ArrayList<>();
        List<Path> all = new ArrayList<>(List.of(wantedFile()));
        all.addAll(previousFiles());
        for (Path file : all) {
            Content content = Content.given(file);
            if (content instanceof Content.Bad bad) {
                found.add(new Damaged(file, null, bad.reason()));
            } else if (content instanceof Content.Text text && Seal.open(text.text()).isEmpty()) {
                found.add(new Damaged(file, text.text(), "it was cut or damaged since topo wrote it"));
            }
        }
        return found;
    }

    /** Whether a file of this name is there and good. */
    boolean has(String name) {
        return read(folder.file(name)).isPresent();
    }

    private static Optional<Version> read(Path file) {
        Optional<String> text = Content.given(file) instanceof Content.Text content ? Seal.open(content.text()) : Optional.empty();
        return text.map(whole -> new Version(file, whole));
    }

    /** Durable once the folder is synced. */
    void want(String text) {
        DurableFiles.place(wantedFile(), Seal.seal(text));
    }

    /** This one was wanted, and may have something in the kernel from now on. Durable before another one is wanted. */
    void keepAsPrevious(String text) {
        TreeMap<Integer, Path> kept = numbered();
        int number = kept.isEmpty() ? 1 : kept.lastKey() + 1;
        DurableFiles.write(folder.file(PREVIOUS + number + YAML), Seal.seal(text));
    }

    /** Nothing of these is left in the kernel. Durable once the folder is synced. */
    void dropPrevious() {
        previousFiles().forEach(DurableFiles::drop);
    }

    /** The oldest first. */
    List<Path> previousFiles() {
        return List.copyOf(numbered().values());
    }

    private TreeMap<Integer, Path> numbered() {
        TreeMap<Integer, Path> found = new TreeMap<>();
        for (String name : folder.names()) {
            int number = numberOf(name);
            if (number >= 0) {
                found.put(number, folder.file(name));
            }
        }
        return found;
    }

    /** -1 for what is no previous version, such as one that was set aside. */
    private static int numberOf(String name) {
        if (!name.startsWith(PREVIOUS) || !name.endsWith(YAML)) {
            return -1;
        }
        try {
            return Integer.parseInt(name.substring(PREVIOUS.length(), name.length() - YAML.length()));
        } catch (NumberFormatException other) {
            return -1;
        }
    }
}
