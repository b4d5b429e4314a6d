package topo.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A fresh folder in every cgroup hierarchy of the machine, version 1 or 2. A sandbox mounts each over the hierarchy's own mount point, so
 * that it looks like the root there. Processes of the sandbox stay outside until somebody moves them in.
 */
final class CgroupRoots implements AutoCloseable {

    /** {@code place}: where the hierarchy is mounted; {@code folder}: what a sandbox sees there. */
    record Root(Path place, Path folder, boolean isV2) {}

    private final List<Root> roots = new ArrayList<>();

    CgroupRoots(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            // proc(5): ... root, mount point, options, optional fields, "-", type, source, options of the file system
            String[] halves = line.split(" - ", 2);
            String type = halves[1].split(" ")[0];
            if (type.equals("cgroup") || type.equals("cgroup2")) {
                Path place = Path.of(halves[0].split(" ")[4]);
                roots.add(new Root(place, make(place.resolve(name)), type.equals("cgroup2")));
            }
        }
    }

    private static Path make(Path folder) throws IOException {
        Files.createDirectory(folder);
        // A new folder of the version 1 cpuset controller has no CPU and no memory, and takes no process; a real root has all of them.
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            Path own = folder.resolve(file);
            if (Files.exists(own) && !Files.exists(folder.resolve("cgroup.controllers"))) {
                Files.writeString(own, Files.readString(folder.getParent().resolve(file)));
            }
        }
        return folder;
    }

    List<Root> all() {
        return Collections.unmodifiableList(roots);
    }

    /** Every folder below the roots, as the sandbox sees it. */
    List<String> folders() {
        List<String> found = new ArrayList<>();
        for (Root root : roots) {
            for (Path folder : below(root.folder())) {
                found.add(root.place() + "/" + root.folder().relativize(folder));
            }
        }
        Collections.sort(found);
        return found;
    }

    /** Whether a limit of this controller can be set in the sandbox. */
    boolean has(String controller) {
        for (Root root : roots) {
            Path listed = root.folder().resolve("cgroup.controllers");
            String[] mounted = root.place().getFileName().toString().split(",");
            if (root.isV2() ? contains(listed, controller) : List.of(mounted).contains(controller)) {
                return true;
            }
        }
        return false;
    }

    private static boolean contains(Path file, String word) {
        try {
            return List.of(Files.readString(file).trim().split(" ")).contains(word);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> below(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(path -> !path.equals(folder) && Files.isDirectory(path)).sorted(Comparator.reverseOrder()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (Root root : roots) {
            for (Path folder : below(root.folder())) {
                remove(folder);
            }
            remove(root.folder());
        }
    }

    /** A process that has ended counts as a member until the kernel has buried it. */
    private static void remove(Path folder) throws IOException {
        long end = System.nanoTime() + 5_000_000_000L;
        while (true) {
            try {
                Files.delete(folder);
                return;
            } catch (FileSystemException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }
}
