package topo.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What {@code topo sync} asks the running controller for, and its answers: one small file each in {@code /run/topo/sync}, which only root
 * may write to. Whoever asked takes the answer away. This is for when the controller's socket cannot be used, as
 * {@code topo.cli.SyncByFile} says.
 */
public final class SyncRequests {
    private static final String ASKED = ".asked";
    private static final String ANSWERED = ".answered";

    private final Path folder;

    /** Nothing is touched until a method is called. */
    public SyncRequests(Path runFolder) {
        this.folder = runFolder.resolve("sync");
    }

    /** Asks for the source of this topology, or for all if it is empty; what the result names is answered. */
    public String ask(String topology) {
        DurableFiles.makeFolder(folder);
        SafeFolder.check(folder);
        String id = UUID.randomUUID().toString();
        DurableFiles.write(folder.resolve(id + ASKED), topology + "\n");
        return id;
    }

    /** Takes the answer; empty if there is none yet. */
    public Optional<String> take(String id) {
        Path file = folder.resolve(id + ANSWERED);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        Optional<String> answer = DurableFiles.read(file);
        DurableFiles.delete(file);
        return answer;
    }

    /** Takes a request back that nobody waits for any more. */
    public void withdraw(String id) {
        DurableFiles.delete(folder.resolve(id + ASKED));
        DurableFiles.delete(folder.resolve(id + ANSWERED));
    }

    /** For the controller: topologies, or empty for all, by what names the request. */
    public Map<String, String> open() {
        Map<String, String> open = new TreeMap<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return open;
        }
        SafeFolder.check(folder);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ASKED)) {
            for (Path file : all) {
                String name = file.getFileName().toString();
                DurableFiles.read(file).ifPresent(text -> open.put(name.substring(0, name.length() - ASKED.length()), text.strip()));
            }
        } catch (NoSuchFileException gone) {
            return open;
        } catch (IOException refused) {
            throw DurableFiles.failed("read " + folder, refused);
        } catch (DirectoryIteratorException refused) {
            throw DurableFiles.failed("read " + folder, refused.getCause());
        }
        return open;
    }

    /** For the controller. Nothing is written for a request that was withdrawn. */
    public void answer(String id, String answer) {
        Path asked = folder.resolve(id + ASKED);
        if (Files.exists(asked, LinkOption.NOFOLLOW_LINKS)) {
            DurableFiles.write(folder.resolve(id + ANSWERED), answer);
            DurableFiles.delete(asked);
        }
    }

    /** Throws away answers that nobody has taken; who asked and still waits is answered by this controller. */
    public void clear() {
        try {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                return;
            }
            try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "*" + ANSWERED)) {
                for (Path file : all) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException refused) {
            throw DurableFiles.failed("empty " + folder, refused);
        }
    }
}
