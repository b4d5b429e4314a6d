package topo.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A fresh folder in every cgroup hierarchy, mounted over the hierarchy's own mount point in this process's mount namespace, so that it
 * looks like the root there.
 */
final class CgroupFolders implements AutoCloseable {
    private static final String MEMBERS = "cgroup.procs";
    private static final List<String> FILES = List.of(MEMBERS, "cgroup.subtree_control", "memory.limit_in_bytes",
            "memory.soft_limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.use_hierarchy", "memory.max", "memory.high", "memory.low",
            "memory.min", "memory.swap.max", "pids.max", "cpu.cfs_quota_us", "cpu.cfs_period_us", "cpu.shares", "cpu.max", "cpu.weight",
            "cpuset.cpus", "cpuset.mems", "io.max", "io.weight", "blkio.weight", "notify_on_release");

    /** {@code place}: where the hierarchy is mounted; {@code folder}: what is made in it, by its path outside. */
    private record Root(Path place, Path folder) {}

    private final String name;
    private final List<Root> roots = new ArrayList<>();

    private CgroupFolders(String name) {
        this.name = name;
    }

    /** {@code name}: of the folders; nobody else's may have it. */
    static CgroupFolders mount(String name) {
        CgroupFolders folders = new CgroupFolders(name);
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
                // proc(5): ... root, mount point, options, optional fields, "-", type, source, options of the file system
                String[] halves = line.split(" - ", 2);
                if (halves[1].startsWith("cgroup")) {
                    folders.mount(Path.of(halves[0].split(" ")[4]));
                }
            }
            return folders;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void mount(Path place) throws IOException {
        Path folder = Files.createDirectory(place.resolve(name));
        // A new folder of the version 1 cpuset controller has no CPU and no memory, and takes no process; a real root has all of them.
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            if (Files.exists(folder.resolve(file)) && !Files.exists(folder.resolve("cgroup.controllers"))) {
                Files.writeString(folder.resolve(file), Files.readString(place.resolve(file)));
            }
        }
        Script.run("mount --bind \"$1\" \"$2\"", folder.toString(), place.toString());
        roots.add(new Root(place, folder));
    }

    List<Path> places() {
        return roots.stream().map(Root::place).toList();
    }

    /** Every folder with its limits and members, a line each; {@code without}: processes that are left out. */
    List<String> lines(Set<String> without) {
        List<String> lines = new ArrayList<>();
        for (Root root : roots) {
            for (Path folder : below(root.place())) {
                for (String file : FILES) {
                    Path there = folder.resolve(file);
                    if (Files.isReadable(there)) {
                        lines.add("cgroup " + folder + " " + file + " " + (file.equals(MEMBERS) ? members(there, without) : read(there)));
                    }
                }
            }
        }
        return lines;
    }

    private static String members(Path file, Set<String> without) {
        List<String> members = new ArrayList<>(List.of(read(file).split(" ")));
        members.removeAll(without);
        return String.join(" ", members);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip().replace('\n', ' ');
        } catch (IOException gone) {
            return "unreadable: " + gone.getMessage();
        }
    }

    /** Those inside come after what they are in. */
    static List<Path> below(Path root) {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.filter(Files::isDirectory).sorted().toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void close() {
        for (Root root : roots) {
            List<Path> folders = below(root.place());
            Script.run("umount \"$1\"", root.place().toString());
            for (int i = folders.size() - 1; i >= 0; i--) {
                remove(root.folder().resolve(root.place().relativize(folders.get(i))));
            }
        }
    }

    /** A process that has ended counts as a member until the kernel has buried it. */
    private static void remove(Path folder) {
        long end = System.nanoTime() + 5_000_000_000L;
        while (true) {
            try {
                Files.delete(folder);
                return;
            } catch (IOException busy) {
                if (System.nanoTime() > end) {
                    throw new UncheckedIOException(busy);
                }
                Thread.onSpinWait();
            }
        }
    }
}
