package topo.kernel;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import topo.api.net.NetnsName;

/** Makes namespaces and their names, as {@link Namespaces#create} says. */
final class NamespaceMaker {
    /**
     * One namespace is made in about a millisecond, most of it outside the lock that all links share, so several at once pay; more than
     * there are processors wait for each other.
     */
    private static final int MAKERS = Math.min(3, Runtime.getRuntime().availableProcessors());

    private final Namespaces namespaces;
    private final Supplier<Native> sys;
    private final Set<NetnsName> begun;

    NamespaceMaker(Namespaces namespaces, Supplier<Native> sys, Set<NetnsName> begun) {
        this.namespaces = namespaces;
        this.sys = sys;
        this.begun = begun;
    }

    void make(List<NetnsName> names, Consumer<NetnsName> prepare, BiConsumer<NetnsName, KernelException> failed) {
        if (names.isEmpty()) {
            return;
        }
        prepareFolder();
        int makers = Math.min(MAKERS, names.size());
        List<Thread> threads = new ArrayList<>();
        for (int maker = 0; maker < makers; maker++) {
            int first = maker;
            Thread thread = new Thread(() -> {
                for (int i = first; i < names.size(); i += makers) {
                    makeOne(names.get(i), prepare, failed);
                }
            }, "netns-maker-" + maker);
            threads.add(thread);
            thread.start();
        }
        threads.forEach(OwnThread::join);
    }

    private void makeOne(NetnsName netns, Consumer<NetnsName> prepare, BiConsumer<NetnsName, KernelException> failed) {
        try {
            Native kernel = sys.get();
            kernel.unshare(Native.CLONE_NEWNET);
            prepare.accept(netns);
            name(netns);
        } catch (KernelException refused) {
            failed.accept(netns, refused);
        } catch (RuntimeException unexpected) {
            failed.accept(netns, new KernelException("make namespace " + netns, Errno.EIO.number(), String.valueOf(unexpected)));
        }
    }

    /** Lets the name stand for the namespace that the calling thread is in. */
    void name(NetnsName netns) {
        Path file = namespaces.file(netns);
        makeFile(netns, file);
        try {
            sys.get().mount("/proc/thread-self/ns/net", file.toString(), "none", Native.MS_BIND);
        } catch (KernelException refused) {
            namespaces.delete(netns, () -> false);
            throw refused;
        }
    }

    private void makeFile(NetnsName netns, Path file) {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException exists) {
            if (!begun.contains(netns) || !namespaces.isEmptyFile(netns)) {
                throw new KernelException("make namespace " + netns, Errno.EEXIST.number());
            }
        } catch (IOException refused) {
            throw KernelException.of("create " + file, refused);
        }
    }

    /**
     * As {@code ip netns add} does: the folder is a shared mount of its own, so that mounts in it are seen by, and can be undone in, other
     * mount namespaces.
     */
    private void prepareFolder() {
        Native kernel = sys.get();
        Path folder = namespaces.folder();
        String path = folder.toString();
        try {
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw KernelException.of("create " + folder, refused);
        }
        try {
            kernel.mount("", path, "none", Native.MS_SHARED | Native.MS_REC);
        } catch (KernelException noMountPoint) {
            if (noMountPoint.errno() != Errno.EINVAL) {
                throw noMountPoint;
            }
            kernel.mount(path, path, "none", Native.MS_BIND | Native.MS_REC);
            kernel.mount("", path, "none", Native.MS_SHARED | Native.MS_REC);
        }
    }
}
