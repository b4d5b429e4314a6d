package topo.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** The folder of one topology's record, and what the files in it are called. What cannot be looked at is not taken for missing. */
record RecordFolder(Path path) {
    static final String WANTED = "topology.yaml";
    static final String META = "meta";
    static final String MEMORY = "memory";
    static final String PENDING = "pending";

    Path file(String name) {
        return path.resolve(name);
    }

    boolean exists() {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isDirectory();
        } catch (NoSuchFileException none) {
            return false;
        } catch (IOException refused) {
            throw DurableFiles.failed("look at " + path, refused);
        }
    }

    /** Whether no apply has written anything yet, or all that it wrote is gone. */
    boolean isFresh() {
        return names().stream().allMatch(name -> name.equals(PENDING) || name.endsWith(DurableFiles.FRESH));
    }

    /** Makes durable what was written into it. */
    void sync() {
        DurableFiles.syncFolder(path);
    }

    /** Of the kernel that runs now. */
    String bootId() {
        return Boot.now(path.getFileSystem().getPath("/proc")).id();
    }

    /** Of all files in it, in no order; none if there is no folder. */
    List<String> names() {
        List<String> found = new ArrayList<>();
        if (exists()) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
                all.forEach(file -> found.add(file.getFileName().toString()));
            } catch (IOException refused) {
                throw DurableFiles.failed("read the folder " + path, refused);
            } catch (DirectoryIteratorException refused) {
                throw DurableFiles.failed("read the folder " + path, refused.getCause());
            }
        }
        return found;
    }

    /** Deletes it with all in it, but what was set aside: that goes where those of forgotten topologies are. */
    void delete(String topology) {
        for (String name : names()) {
            if (name.contains(Aside.MARK)) {
                Aside.moveTo(path.getParent().resolveSibling(Aside.FOLDER), topology, file(name));
            }
        }
        // The wanted version goes late: cut short, the rest is still a remembered topology. The inventory is the last, for without it
        // the rest would be one that lost its memory; with it, as it is now, nothing is missing.
        for (String name : names()) {
            if (!name.equals(WANTED) && !name.equals(Inventory.NAME)) {
                DurableFiles.delete(file(name));
            }
        }
        DurableFiles.delete(file(WANTED));
        DurableFiles.delete(file(Inventory.NAME));
        DurableFiles.delete(path);
    }
}
