package topo.kernel;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import topo.api.net.NetnsName;

/**
 * Named network namespaces: files in {@code /run/netns} that a namespace is mounted on, as {@code ip netns} keeps them (ip-netns(8)).
 *
 * <p>The namespace belongs to the thread (setns(2)), and whatever thread or process is started inside inherits it and keeps it alive. So
 * a namespace is only ever entered on a thread made for that, which starts nothing and ends.
 */
public final class Namespaces implements InNetns {
    private final Supplier<Native> sys;
    private final NamespaceFolder folder;

    /** {@code folder}: {@code /run/netns}; it is made when the first namespace is. */
    public Namespaces(Supplier<Native> sys, Path folder) {
        this.sys = sys;
        this.folder = new NamespaceFolder(folder);
    }

    public Path folder() {
        return folder.path();
    }

    /** @throws KernelException EINVAL if the name is none of a file in the folder */
    public Path file(NetnsName netns) {
        return folder.file(netns);
    }

    /** Every name in the folder, whether a namespace is mounted there or not. */
    public Set<NetnsName> list() {
        return folder.list();
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
        return folder.isMounted(netns);
    }

    @Override
    public <T> T inside(NetnsName netns, Callable<T> task) throws Exception {
        if (netns.isHost()) {
            return task.call();
        }
        return OwnThread.call(() -> {
            enter(netns);
            return task.call();
        });
    }

    /**
     * Enters each namespace in turn, all on one throw-away thread, and runs the task there; {@code failed} hears of those that could not be
     * entered (ENOENT: no such name; EINVAL: the file is no namespace) or whose task threw.
     */
    public void insideEach(Collection<NetnsName> all, Consumer<NetnsName> task, BiConsumer<NetnsName, KernelException> failed) {
        OwnThread.run(() -> {
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
        create(names, Set.of(), prepare, failed);
    }

    /** As above; where the name is among {@code begun}, an empty file of that name is what a killed maker left, and is used. */
    public void create(List<NetnsName> names, Set<NetnsName> begun, Consumer<NetnsName> prepare,
            BiConsumer<NetnsName, KernelException> failed) {
        new NamespaceMaker(this, sys, begun).make(names, prepare, failed);
    }

    /** Whether the name stands for an empty file that nothing is mounted on, as it does while a namespace is made or deleted. */
    public boolean isEmptyFile(NetnsName netns) {
        return folder.isEmptyFile(netns);
    }

    /** The number that tells the mounted namespace from any other there is (its inode on nsfs); 0 if nothing is there. */
    public long identity(NetnsName netns) {
        return folder.identity(netns);
    }

    /**
     * Takes the name away, whatever is mounted on it. The namespace itself ends when no process is left inside. Nothing there is a
     * success.
     */
    public void delete(NetnsName netns) {
        delete(netns, () -> true);
    }

    /**
     * As above as long as {@code ours} says so of what the name stands for. Several namespaces may be mounted one over the other on one
     * name, of which only the last can be seen; it is asked before each one goes, and not for an empty file. False if something is left,
     * such as a file that is not empty.
     */
    public boolean delete(NetnsName netns, BooleanSupplier ours) {
        Native kernel = sys.get();
        while (isMounted(netns)) {
            if (!ours.getAsBoolean()) {
                return false;
            }
            kernel.umount2(file(netns).toString(), Native.MNT_DETACH);
        }
        if (isEmptyFile(netns)) {
            folder.delete(netns);
            return true;
        }
        return !Files.exists(file(netns), LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Gives an open namespace ({@link #open}) a name that nothing has; what is inside stays as it is. {@code begun}: as for {@link
     * #create}.
     */
    public void attach(NetnsName netns, Set<NetnsName> begun, int fd) {
        OwnThread.run(() -> {
            sys.get().setns(fd, Native.CLONE_NEWNET);
            new NamespaceMaker(this, sys, begun).name(netns);
        }, refused -> {
            throw refused instanceof KernelException known ? known
                    : new KernelException("make namespace " + netns, Errno.EIO.number(), String.valueOf(refused));
        });
    }
}
