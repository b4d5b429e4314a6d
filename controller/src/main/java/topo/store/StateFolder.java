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
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;

/**
 * The folder of what is remembered, {@code /var/lib/topo}: mode 0700, its files 0600. It decides what root does, so it is refused when
 * somebody else owns it or may write to it.
 */
public final class StateFolder {
    private static final int LONGEST_LABEL = 63;

    private final Path root;
    private final Clock clock;
    private final Consumer<String> warn;

    /** {@code warn} takes one line for the user about a damaged file. Nothing is touched until a method is called. */
    public StateFolder(Path root, Clock clock, Consumer<String> warn) {
        this.root = root;
        this.clock = clock;
        this.warn = warn;
    }

    /** The remembered topologies, sorted. */
    public List<String> names() {
        List<String> found = new ArrayList<>();
        Path folder = root.resolve("topologies");
        if (!SafeFolder.check(root) || !SafeFolder.check(folder)) {
            return found;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            for (Path entry : all) {
                String name = entry.getFileName().toString();
                if (isLabel(name) && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(name);
                }
            }
        } catch (NoSuchFileException none) {
            return found;
        } catch (IOException refused) {
            // Not to be taken for an empty folder: for another user it is unreadable.
            throw DurableFiles.failed("read the folder " + folder, refused);
        } catch (DirectoryIteratorException refused) {
            throw DurableFiles.failed("read the folder " + folder, refused.getCause());
        }
        Collections.sort(found);
        return found;
    }

    /**
     * What is remembered of one topology, which may be nothing.
     *
     * @throws IllegalArgumentException if the name is not a DNS label, and so must not become a file name
     */
    public TopologyRecord record(String name) {
        if (!isLabel(name)) {
            throw new IllegalArgumentException("the name of a topology is a DNS label: at most 63 of a-z, 0-9 and \"-\","
                    + " no \"-\" at its ends");
        }
        Path folder = root.resolve("topologies");
        if (SafeFolder.check(root) && SafeFolder.check(folder)) {
            SafeFolder.check(folder.resolve(name));
        }
        return new TopologyRecord(name, folder.resolve(name), clock, warn);
    }

    /** Where what is remembered of this topology lies, whether or not it does. */
    public Path folder(String name) {
        return root.resolve("topologies").resolve(name);
    }

    /**
     * Another one than before whenever anything of what is remembered of this topology may be other: every file is replaced whole, which
     * changes the times of its folder. Null if there is nothing, or that cannot be told.
     */
    public Object stamp(String name) {
        try {
            BasicFileAttributes all = Files.readAttributes(folder(name), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            BasicFileAttributes wanted = Files.readAttributes(folder(name).resolve("topology.yaml"), BasicFileAttributes.class,
                    LinkOption.NOFOLLOW_LINKS);
            return List.of(all.fileKey(), all.lastModifiedTime(), wanted.fileKey(), wanted.lastModifiedTime(), wanted.size());
        } catch (IOException unknown) {
            return null;
        }
    }

    /** The record of what the controller saw and did. */
    public Journal journal() {
        return new Journal(root.resolve("journal"));
    }

    /** RFC 1123 section 2.1 with the length limit of RFC 1035, in lower case. */
    public static boolean isLabel(String name) {
        if (name.isEmpty() || name.length() > LONGEST_LABEL || name.startsWith("-") || name.endsWith("-")) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-')) {
                return false;
            }
        }
        return true;
    }
}
