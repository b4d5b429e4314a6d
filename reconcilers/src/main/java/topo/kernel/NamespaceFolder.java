package topo.kernel;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import topo.api.net.NetnsName;

/** The files that namespaces are mounted on, and what can be told of them from outside. */
record NamespaceFolder(Path path) {
    /** @throws KernelException EINVAL if the name is none of a file in the folder */
    Path file(NetnsName netns) {
        String name = netns.value();
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new KernelException("find a namespace in " + path, Errno.EINVAL.number(), "no namespace can be called so");
        }
        return path.resolve(name);
    }

    /** Every name in the folder, whether a namespace is mounted there or not. */
    Set<NetnsName> list() {
        Set<NetnsName> found = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (isFileName(name)) {
                    found.add(new NetnsName(name));
                }
            }
        } catch (NoSuchFileException none) {
            return found;
        } catch (IOException refused) {
            throw KernelException.of("list " + path, refused);
        } catch (DirectoryIteratorException refused) {
            throw KernelException.of("list " + path, refused.getCause());
        }
        return found;
    }

    /** A name with bytes that are no text here, which topo gives none, would lead to another file, or to none. */
    private boolean isFileName(String name) {
        if (isAscii(name)) {
            return true;
        }
        try {
            return name.indexOf('\ufffd') < 0 && path.resolve(name).getFileName().toString().equals(name);
        } catch (InvalidPathException noText) {
            return false;
        }
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** As {@link Namespaces#isMounted}. */
    boolean isMounted(NetnsName netns) {
        try {
            return !Files.getAttribute(file(netns), "unix:dev", LinkOption.NOFOLLOW_LINKS).equals(Files.getAttribute(path, "unix:dev"));
        } catch (NoSuchFileException absent) {
            return false;
        } catch (IOException refused) {
            throw KernelException.of("look at " + file(netns), refused);
        }
    }

    /** As {@link Namespaces#isEmptyFile}. */
    boolean isEmptyFile(NetnsName netns) {
        try {
            Map<String, Object> there = Files.readAttributes(file(netns), "unix:dev,size,isRegularFile", LinkOption.NOFOLLOW_LINKS);
            return there.get("dev").equals(Files.getAttribute(path, "unix:dev")) && there.get("isRegularFile").equals(true)
                    && there.get("size").equals(0L);
        } catch (NoSuchFileException absent) {
            return false;
        } catch (IOException refused) {
            throw KernelException.of("look at " + file(netns), refused);
        }
    }

    /** As {@link Namespaces#identity}. */
    long identity(NetnsName netns) {
        try {
            return (Long) Files.getAttribute(file(netns), "unix:ino", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException absent) {
            return 0;
        } catch (IOException refused) {
            throw KernelException.of("look at " + file(netns), refused);
        }
    }

    /** Tried twice: a file that nothing is mounted on bears no mark. */
    void delete(NetnsName netns) {
        try {
            Files.deleteIfExists(file(netns));
        } catch (IOException refused) {
            try {
                Files.deleteIfExists(file(netns));
            } catch (IOException again) {
                throw KernelException.of("delete " + file(netns), again);
            }
        }
    }
}
