package topo.kernel.cgroup;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import topo.api.net.NetnsName;

/**
 * Finds the processes of network namespaces: one readlink of /proc/PID/ns/net for every process of the host (man 7 namespaces), some
 * 10 microseconds each. Topo itself is left out, and so are kernel threads, as they live in the first namespace only.
 */
public final class NetnsProcesses {
    private final Path proc;
    private final Function<NetnsName, Path> fileOf;

    /** {@code fileOf}: the file that a namespace is mounted on, such as {@code /run/netns/red}. */
    public NetnsProcesses(Path proc, Function<NetnsName, Path> fileOf) {
        this.proc = proc;
        this.fileOf = fileOf;
    }

    /**
     * The processes of each of these namespaces; an empty list for one that does not exist. Without CAP_SYS_PTRACE the kernel hides the
     * namespaces of processes with more capabilities than topo's own (man 2 ptrace, access mode checking): those are not found.
     */
    public Map<NetnsName, List<Integer>> find(Collection<NetnsName> wanted) {
        Map<NetnsName, List<Integer>> found = new HashMap<>();
        Map<String, List<NetnsName>> byLink = new HashMap<>();
        Object nsfs = wanted.isEmpty() ? null : device();
        for (NetnsName netns : wanted) {
            found.put(netns, new ArrayList<>());
            String link = linkOf(netns, nsfs);
            if (link != null) {
                byLink.computeIfAbsent(link, l -> new ArrayList<>()).add(netns);
            }
        }
        if (!byLink.isEmpty()) {
            scan((link, pid) -> byLink.getOrDefault(link, List.of()).forEach(netns -> found.get(netns).add(pid)));
        }
        return found;
    }

    private interface Visitor {
        void process(String link, int pid);
    }

    private void scan(Visitor visitor) {
        String own = link("self");
        String[] entries = new File(proc.toString()).list();
        if (entries == null) {
            throw CgroupException.of("list " + proc, new NoSuchFileException(proc.toString()));
        }
        for (String entry : entries) {
            char first = entry.charAt(0);
            if (first >= '0' && first <= '9' && !entry.equals(own)) {
                String link = link(entry + "/ns/net");
                if (link != null) {
                    visitor.process(link, Integer.parseInt(entry));
                }
            }
        }
    }

    private String link(String name) {
        Path path = proc.resolve(name);
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (FileSystemException goneOrHidden) {
            return null;
        } catch (IOException failure) {
            throw CgroupException.of("read " + path, failure);
        }
    }

    /** Of the file system that all namespaces are files of. */
    private Object device() {
        Path own = proc.resolve("self/ns/net");
        try {
            return Files.getAttribute(own, "unix:dev");
        } catch (IOException failure) {
            throw CgroupException.of("look at " + own, failure);
        }
    }

    /** {@code net:[4026532281]} as /proc writes it, or null if the file is no namespace. The number is the inode of the mounted file. */
    private String linkOf(NetnsName netns, Object nsfs) {
        Path file = fileOf.apply(netns);
        try {
            Map<String, Object> there = Files.readAttributes(file, "unix:dev,ino");
            // A plain file stands there when the mount is gone or not seen from here.
            return there.get("dev").equals(nsfs) ? "net:[" + there.get("ino") + "]" : null;
        } catch (NoSuchFileException missing) {
            return null;
        } catch (IOException failure) {
            throw CgroupException.of("look at " + file, failure);
        }
    }
}
