package topo.kernel.cgroup;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One cgroup in one hierarchy: its files and the cgroups in it. Symbolic links are never followed; the kernel makes none there. Every
 * failure is a {@link CgroupException} that names the file.
 */
public record CgroupDirectory(Hierarchy hierarchy, Path path) {
    private static final String PROCESSES = "cgroup.procs";
    private static final int LINKS_WITHOUT_CHILDREN = 2;

    public static CgroupDirectory root(Hierarchy hierarchy) {
        return new CgroupDirectory(hierarchy, hierarchy.root());
    }

    /**
     * The one at this path, which need not be there; throws if the way to it leads out of the hierarchy. The kernel lets nobody make a
     * symbolic link or rename a cgroup across folders in there, so that what was checked stays so unless root mounts something.
     */
    public static CgroupDirectory of(Hierarchy hierarchy, CgroupPath path) {
        return new CgroupDirectory(hierarchy, Descent.to(hierarchy, path));
    }

    public boolean exists() {
        return isDirectory(path);
    }

    /**
     * Strict, unlike {@link Files#isDirectory}, to which a refused look is a no.
     *
     * @throws CgroupException if it cannot be told
     */
    static boolean isDirectory(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isDirectory();
        } catch (NoSuchFileException missing) {
            return false;
        } catch (IOException failure) {
            throw CgroupException.of("look at " + path, failure);
        }
    }

    public CgroupDirectory parent() {
        return new CgroupDirectory(hierarchy, path.getParent());
    }

    public CgroupDirectory child(String name) {
        return new CgroupDirectory(hierarchy, path.resolve(name));
    }

    /** Makes it in its parent; true if it was not there. */
    boolean make() {
        if (exists()) {
            return false;
        }
        try {
            Files.createDirectory(path);
            return true;
        } catch (FileAlreadyExistsException there) {
            if (exists()) {
                return false;
            }
            throw CgroupException.of("make the cgroup " + path, there);
        } catch (IOException failure) {
            throw CgroupException.of("make the cgroup " + path, failure);
        }
    }

    public boolean has(String file) {
        return Files.exists(path.resolve(file), LinkOption.NOFOLLOW_LINKS);
    }

    /** What a file holds, without the last newline. */
    public String read(String file) {
        Path there = path.resolve(file);
        try {
            return content(there);
        } catch (IOException failure) {
            throw CgroupException.of("read " + there, failure);
        }
    }

    /** As {@link #read}; null where there is no such file. */
    public String find(String file) {
        Path there = path.resolve(file);
        try {
            return content(there);
        } catch (NoSuchFileException missing) {
            return null;
        } catch (IOException failure) {
            throw CgroupException.of("read " + there, failure);
        }
    }

    private static String content(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return all.toString(StandardCharsets.ISO_8859_1).stripTrailing();
        }
    }

    /** Writes in one call, as each write to a cgroup file is a command of its own. */
    public void write(String file, String value) {
        Path there = path.resolve(file);
        try (SeekableByteChannel channel = Files.newByteChannel(there, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
            // The newline matters for an empty value: the kernel never sees a write of nothing.
            channel.write(ByteBuffer.wrap((value + "\n").getBytes(StandardCharsets.ISO_8859_1)));
        } catch (IOException failure) {
            throw CgroupException.of("write \"" + value + "\" to " + there, failure);
        }
    }

    /** Writes unless the file holds just that. */
    public void change(String file, String value) {
        if (!read(file).equals(value)) {
            write(file, value);
        }
    }

    /** The cgroups directly in this one, whoever made them; none if this one is gone. */
    public List<CgroupDirectory> children() {
        List<CgroupDirectory> found = new ArrayList<>();
        if (hasNoChildren()) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                if (!CgroupPath.isKernelFile(entry.getFileName().toString()) && isDirectory(entry)) {
                    found.add(new CgroupDirectory(hierarchy, entry));
                }
            }
            return found;
        } catch (NoSuchFileException gone) {
            return found;
        } catch (IOException failure) {
            throw CgroupException.of("list " + path, failure);
        } catch (DirectoryIteratorException failure) {
            throw CgroupException.of("list " + path, failure.getCause());
        }
    }

    /** A folder of kernfs has two links and one for each folder in it; that spares listing some forty files a cgroup. */
    private boolean hasNoChildren() {
        try {
            return (Integer) Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS) == LINKS_WITHOUT_CHILDREN;
        } catch (NoSuchFileException gone) {
            return true;
        } catch (IOException failure) {
            throw CgroupException.of("look at " + path, failure);
        }
    }

    public String name() {
        return path.getFileName().toString();
    }

    /** The processes in this one itself; 0 stands for one that this PID namespace cannot see. */
    public List<Integer> processes() {
        String text = find(PROCESSES);
        List<Integer> found = new ArrayList<>();
        if (text != null && !text.isEmpty()) {
            for (String pid : text.split("\n")) {
                found.add(Integer.valueOf(pid));
            }
        }
        return found;
    }

    /** Moves a process here with all its threads. */
    void enter(int pid) {
        write(PROCESSES, Integer.toString(pid));
    }

    /** Removes it if nothing is in it. Its files go with it. */
    void remove() throws IOException {
        Files.delete(path);
    }
}
