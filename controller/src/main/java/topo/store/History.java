package topo.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The versions of one topology that were applied, a file {@code version-N} each. The oldest go when there are more than {@link #MOST}, or
 * more than {@link #MOST_BYTES} of them; two always stay, so that there is one to return to.
 */
final class History {
    static final int MOST = 20;
    static final long MOST_BYTES = 8L << 20;

    private static final String PREFIX = "version-";
    private static final int ALWAYS_KEPT = 2;

    private final Path folder;
    private final Consumer<String> warn;

    History(Path folder, Consumer<String> warn) {
        this.folder = folder;
        this.warn = warn;
    }

    /** The oldest first. A damaged one is left out, with a warning. */
    List<Applied> all() {
        List<Applied> found = new ArrayList<>();
        files().forEach((number, file) -> read(number, file).ifPresent(found::add));
        return found;
    }

    private Optional<Applied> newest(TreeMap<Integer, Path> files) {
        for (var file : files.descendingMap().entrySet()) {
            Optional<Applied> read = read(file.getKey(), file.getValue());
            if (read.isPresent()) {
                return read;
            }
        }
        return Optional.empty();
    }

    Optional<Applied> newest() {
        return newest(files());
    }

    private Optional<Applied> read(int number, Path file) {
        Optional<String> content = DurableFiles.read(file);
        Optional<Applied> version = content.flatMap(Applied::parse).filter(parsed -> parsed.number() == number);
        if (content.isPresent() && version.isEmpty()) {
            warn.accept(file + " is cut or damaged; that version is left out");
        }
        return version;
    }

    /**
     * Adds a version as the newest one. The same text as the newest has, with the same command and result, adds nothing; with another result of
     * the same command it takes that one's place. Durable once the folder is synced.
     */
    void add(long time, String origin, String result, String text) {
        TreeMap<Integer, Path> files = files();
        Optional<Applied> last = newest(files).filter(newest -> newest.text().equals(text) && newest.origin().equals(origin));
        if (last.isPresent() && last.get().result().equals(result)) {
            return;
        }
        // A number of a damaged one is not used again either.
        int number = last.isPresent() ? last.get().number() : files.isEmpty() ? 1 : files.lastKey() + 1;
        Path file = folder.resolve(PREFIX + number);
        DurableFiles.place(file, new Applied(number, time, origin, result, text).file());
        files.put(number, file);
        trim(files, text);
    }

    private static void trim(TreeMap<Integer, Path> files, String newest) {
        long bytes = 0;
        int kept = 0;
        boolean full = false;
        for (Path file : files.descendingMap().values()) {
            bytes += kept == 0 ? newest.getBytes(StandardCharsets.UTF_8).length : size(file);
            full |= kept >= MOST || kept >= ALWAYS_KEPT && bytes > MOST_BYTES;
            if (full) {
                DurableFiles.drop(file);
            }
            kept++;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }

    private TreeMap<Integer, Path> files() {
        TreeMap<Integer, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path file : all) {
                int number = numberOf(file.getFileName().toString());
                if (number > 0) {
                    found.put(number, file);
                }
            }
        } catch (NoSuchFileException none) {
            return found;
        } catch (IOException refused) {
            throw DurableFiles.failed("read the folder " + folder, refused);
        } catch (DirectoryIteratorException refused) {
            throw DurableFiles.failed("read the folder " + folder, refused.getCause());
        }
        return found;
    }

    private static int numberOf(String name) {
        if (!name.startsWith(PREFIX)) {
            return -1;
        }
        try {
            return Integer.parseInt(name.substring(PREFIX.length()));
        } catch (NumberFormatException other) {
            return -1;
        }
    }
}
