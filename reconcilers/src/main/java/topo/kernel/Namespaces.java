package topo.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import topo.api.net.NetnsName;

/**
 * Named network namespaces: files in {@code /run/netns} that a namespace is mounted on, as {@code ip netns} keeps them (ip-netns(8)).
 *
 * <p>The namespace belongs to the thread (setns(2)), and whatever thread or process is started inside inherits it and keeps it alive. So
 * a namespace is only ever entered on a thread made for that, which starts nothing and ends.
 */
public final class Namespaces implements InNetns {
    /** One namespace is made in about a millisecond, most of it outside the lock that all links share, so several at once pay. */
    private static final int MAKERS = 3;

    private final Supplier<Native> sys;
    private final Path folder;

    /** {@code folder}: {@code /run/netns}; it is made when the first namespace is. */
    public Namespaces(Supplier<Native> sys, Path folder) {
        this.sys = sys;
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** @throws KernelException EINVAL if the name is none of a file in the folder */
    public Path file(NetnsName netns) {
        String name = netns.value();
        if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0) {
            throw new KernelException("find a namespace in " + folder, Errno.EINVAL.number(), "no namespace can be called so");
        }
        return folder.resolve(name);
    }

    /** Every name in the folder, whether a namespace is mounted there or not. */
    public Set<NetnsName> list() {
        Set<NetnsName> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString()).filter(this::isFileName).forEach(name -> found.add(new NetnsName(name)));
        } catch (NoSuchFileException none) {
            return found;
        } catch (IOException refused) {
            throw KernelException.of("list " + folder, refused);
        } catch (UncheckedIOException refused) {
            throw KernelException.of("list " + folder, refused.getCause());
        }
        return found;
    }

    /** A name with bytes that are no text here, which topo gives none, would lead to another file, or to none. */
    private boolean isFileName(String name) {
        try {
            return name.indexOf('\ufffd') < 0 && folder.resolve(name).getFileName().toString().equals(name);
        } catch (InvalidPathException noText) {
            return false;
        }
    }

    /** Opens the namespace's file; the caller closes it. ENOENT if there is none, EINVAL if it only leads to another one's. */
    public int open(NetnsName netns) {
        if (netns.isHost()) {
            return sys.get().open("/proc/self/ns/net", Native.O_RDONLY);
        }
        Path file = file(netns);
        // Deleting "the namespace" would delete somebody's link, and what stands there is another's namespace under a second name.
        if (Files.isSymbolicLink(file)) {
            throw new KernelException("open " + file, Errno.EINVAL.number(), "it is a symbolic link, and none is followed here");
        }
        return sys.get().open(file.toString(), Native.O_RDONLY);
    }

    /** Closes what {@link #open} opened. */
    public void close(int fd) {
        sys.get().close(fd);
    }

    /**
     * Whether something is mounted on the name's file.
     *
     * @throws KernelException if that cannot be told, which is not the same as no
     */
    public boolean isMounted(NetnsName netns) {
        try {
            return !Files.getAttribute(file(netns), "unix:dev", LinkOption.NOFOLLOW_LINKS).equals(Files.getAttribute(folder, "unix:dev"));
        } catch (NoSuchFileException absent) {
            return false;
        } catch (IOException refused) {
            throw KernelException.of("look at " + file(netns), refused);
        }
    }

    @Override
    public <T> T inside(NetnsName netns, Callable<T> task) throws Exception {
        if (netns.isHost()) {
            return task.call();
        }
        Outcome<T> outcome = new Outcome<>();
        runAside(() -> {
            enter(netns);
            outcome.value = task.call();
        }, failed -> outcome.failed = failed);
        if (outcome.failed != null) {
            throw outcome.failed;
        }
        return outcome.value;
    }

    /**
     * Enters each namespace in turn, all on one throw-away thread, and runs the task there; {@code failed} hears of those that could not be
     * entered (ENOENT: no such name; EINVAL: the file is no namespace) or whose task threw.
     */
    public void insideEach(Collection<NetnsName> all, Consumer<NetnsName> task, BiConsumer<NetnsName, KernelException> failed) {
        runAside(() -> {
            for (NetnsName netns : all) {
                try {
                    enter(netns);
                    task.accept(netns);
                } catch (KernelException refused) {
                    failed.accept(netns, refused);
                }
            }
        }, unexpected -> {
            throw unexpected instanceof RuntimeException runtime ? runtime : new IllegalStateException(unexpected);
        });
    }

    private void enter(NetnsName netns) {
        try {
            Native kernel = sys.get();
            int fd = open(netns);
            try {
                kernel.setns(fd, Native.CLONE_NEWNET);
            } catch (KernelException refused) {
                throw new KernelException("enter namespace " + netns, refused.errno().number(), refused.words());
            } finally {
                kernel.close(fd);
            }
        } catch (KernelException refused) {
            // To callers these two say that there is no such namespace, which nobody may believe while something is mounted there.
            if ((refused.errno() == Errno.ENOENT || refused.errno() == Errno.EINVAL) && isMounted(netns)) {
                throw new KernelException("enter namespace " + netns, Errno.EIO.number(), "it is there, but " + refused.getMessage());
            }
            throw refused;
        }
    }

    /**
     * Makes namespaces, several at a time. {@code prepare} runs inside each on the making thread before its name becomes visible, so that a
     * name never stands for a half-prepared namespace. {@code failed} may run on several threads at once.
     */
    public void create(List<NetnsName> names, Consumer<NetnsName> prepare, BiConsumer<NetnsName, KernelException> failed) {
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
                    createOne(names.get(i), prepare, failed);
                }
            }, "netns-maker-" + maker);
            threads.add(thread);
            thread.start();
        }
        threads.forEach(Namespaces::join);
    }

    private void createOne(NetnsName netns, Consumer<NetnsName> prepare, BiConsumer<NetnsName, KernelException> failed) {
        try {
            Native kernel = sys.get();
            kernel.unshare(Native.CLONE_NEWNET);
            prepare.accept(netns);
            Path file = file(netns);
            makeFile(netns, file);
            mountHere(netns);
        } catch (KernelException refused) {
            failed.accept(netns, refused);
        } catch (RuntimeException unexpected) {
            failed.accept(netns, new KernelException("make namespace " + netns, Errno.EIO.number(), String.valueOf(unexpected)));
        }
    }

    /** An empty file that nothing is mounted on is what a killed maker leaves; it holds nothing, so it is used. */
    private void makeFile(NetnsName netns, Path file) {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException exists) {
            if (isMounted(netns)) {
                throw new KernelException("make namespace " + netns, Errno.EEXIST.number());
            }
        } catch (IOException refused) {
            throw KernelException.of("create " + file, refused);
        }
    }

    /** As {@code ip netns add} does: the folder is a shared mount of its own, so that mounts in it are seen by, and can be undone in, other mount namespaces. */
    private void prepareFolder() {
        Native kernel = sys.get();
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

    /**
     * Takes the name away. The namespace itself ends when no process is left inside. Nothing there is a success; several namespaces
     * mounted one over the other on one name all go.
     */
    public void delete(NetnsName netns) {
        Native kernel = sys.get();
        while (isMounted(netns)) {
            kernel.umount2(file(netns).toString(), Native.MNT_DETACH);
        }
        try {
            Files.deleteIfExists(file(netns));
        } catch (IOException refused) {
            throw KernelException.of("delete " + file(netns), refused);
        }
    }

    /** Gives an open namespace ({@link #open}) a name that nothing has; what is inside stays as it is. */
    public void attach(NetnsName netns, int fd) {
        runAside(() -> {
            sys.get().setns(fd, Native.CLONE_NEWNET);
            makeFile(netns, file(netns));
            mountHere(netns);
        }, refused -> {
            throw refused instanceof KernelException known ? known
                    : new KernelException("make namespace " + netns, Errno.EIO.number(), String.valueOf(refused));
        });
    }

    /** Lets the name's file stand for the namespace that the calling thread is in. */
    private void mountHere(NetnsName netns) {
        try {
            sys.get().mount("/proc/thread-self/ns/net", file(netns).toString(), "none", Native.MS_BIND);
        } catch (KernelException refused) {
            delete(netns);
            throw refused;
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static final class Outcome<T> {
        private T value;
        private Exception failed;
    }

    private static void runAside(Task task, Consumer<Exception> failed) {
        Outcome<Void> outcome = new Outcome<>();
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception thrown) {
                outcome.failed = thrown;
            }
        }, "netns");
        thread.start();
        join(thread);
        if (outcome.failed != null) {
            failed.accept(outcome.failed);
        }
    }

    /** Waits to the end whatever happens: the thread's work is short, and leaving it half-watched would lose its outcome. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
