package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The cgroups of this host below one folder. Opens nothing until asked and remembers nothing: mounts may change. Thread-safe. */
public final class Cgroups {
    private final Path folder;
    private final Path proc;

    /** {@code folder}: {@code /sys/fs/cgroup}, or what {@code TOPO_CGROUP_ROOT} says. */
    public Cgroups(Path folder) {
        this(folder, Path.of("/proc"));
    }

    Cgroups(Path folder, Path proc) {
        this.folder = folder;
        this.proc = proc;
    }

    public CgroupLayout layout() {
        return CgroupLayout.detect(folder, proc.resolve("self/mountinfo"));
    }

    public CgroupProcesses processes() {
        return new CgroupProcesses(proc);
    }

    /** Puts a process into this cgroup in every hierarchy that has it; the number of these. */
    public int join(CgroupPath path, int pid) {
        return processes().join(layout(), path, pid);
    }

    /**
     * Whether this cgroup may be in some hierarchy, at the price of one stat for each; no is certain. Hierarchies are mounted on the
     * folder itself or on the folders in it.
     */
    public boolean mayHave(CgroupPath path) {
        if (CgroupDirectory.isDirectory(folder.resolve(path.text()))) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                boolean isFolder = !CgroupPath.isKernelFile(entry.getFileName().toString()) && Files.isDirectory(entry);
                if (isFolder && CgroupDirectory.isDirectory(entry.resolve(path.text()))) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchFileException noCgroups) {
            return false;
        } catch (IOException failure) {
            throw CgroupException.of("list " + folder, failure);
        } catch (DirectoryIteratorException failure) {
            throw CgroupException.of("list " + folder, failure.getCause());
        }
    }
}
