package topo.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import topo.api.net.NetnsName;

/**
 * Makes this very process the program that runs inside a namespace, with the surroundings that {@code ip netns exec} gives it
 * (ip-netns(8), {@code netns_switch} of iproute2): the network, a {@code /sys} that shows it, and the files of {@code /etc/netns/NAME} in
 * place of those in {@code /etc}. Unlike there, {@code /sys/fs/cgroup} stays visible.
 *
 * <p>The calling thread enters for good; nothing else may be done on it but to report why the program did not start.
 */
public final class Exec {
    /** As shells say it: there is no such program. */
    public static final int NOT_FOUND = 127;
    /** As shells say it: there is one, but it cannot be run. */
    public static final int NOT_EXECUTABLE = 126;

    private static final int O_PATH = 0x200000;
    private static final int MS_RDONLY = 1;
    private static final int SIG_SETMASK = 2;
    private static final int SIGSET_BYTES = 128;
    private static final int F_SETFD = 2;
    private static final int FD_CLOEXEC = 1;
    private static final int LAST_STANDARD_STREAM = 2;

    private final Native sys;
    private final Path configuration;
    private final Consumer<String> warn;

    /** {@code configuration}: {@code /etc/netns}; {@code warn} hears of files there that could not be put in place. */
    public Exec(Native sys, Path configuration, Consumer<String> warn) {
        this.sys = sys;
        this.configuration = configuration;
        this.warn = warn;
    }

    /** Why no program runs, and the status to exit with. */
    public record NotStarted(int status, String message) {}

    /**
     * Moves the calling thread into the namespace and a mount namespace of its own.
     *
     * @param file the namespace's file: {@code /run/netns/red}
     * @throws KernelException if a step is refused
     */
    public void enter(NetnsName netns, Path file) {
        int fd = sys.open(file.toString(), Native.O_RDONLY);
        try {
            sys.setns(fd, Native.CLONE_NEWNET);
        } finally {
            sys.close(fd);
        }
        sys.unshare(Native.CLONE_NEWNS);
        sys.mount("", "/", "none", Native.MS_SLAVE | Native.MS_REC);
        mountSys(netns.value());
        bindConfiguration(netns.value());
    }

    /** Its old content stays below the new one, so that the cgroups can be taken over from there. */
    private void mountSys(String name) {
        Path cgroups = Path.of("/sys/fs/cgroup");
        int old = Files.isDirectory(cgroups) ? sys.open(cgroups.toString(), O_PATH) : -1;
        sys.mount(name, "/sys", "sysfs", isReadOnly(Path.of("/sys")) ? MS_RDONLY : 0);
        if (old >= 0) {
            try {
                sys.mount("/proc/self/fd/" + old, cgroups.toString(), "none", Native.MS_BIND | Native.MS_REC);
            } catch (KernelException refused) {
                warn.accept(refused.getMessage() + "; the program will not see cgroups");
            } finally {
                sys.close(old);
            }
        }
    }

    /** A container's read-only sysfs cannot be covered by a writable one. */
    private static boolean isReadOnly(Path path) {
        try {
            return Files.getFileStore(path).isReadOnly();
        } catch (IOException noSys) {
            return false;
        }
    }

    private void bindConfiguration(String name) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(configuration.resolve(name))) {
            for (Path file : files) {
                try {
                    sys.mount(file.toString(), "/etc/" + file.getFileName(), "none", Native.MS_BIND);
                } catch (KernelException refused) {
                    warn.accept(refused.getMessage());
                }
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return;
        } catch (IOException unreadable) {
            warn.accept("read " + configuration.resolve(name) + ": " + unreadable.getMessage());
        }
    }

    /**
     * Replaces this process by the program, found by {@code PATH}; returns only if that failed. It gets this process's environment and
     * standard streams, no other descriptor, and no signal blocked, as the JVM blocks SIGQUIT on its threads.
     *
     * @param command its name and arguments as bytes without NUL
     */
    public NotStarted run(List<byte[]> command) {
        ExecLibC libc = LibraryLoader.create(ExecLibC.class).load("c");
        Runtime runtime = Runtime.getRuntime(libc);
        List<Pointer> texts = new ArrayList<>();
        Pointer arguments = Memory.allocateDirect(runtime, (command.size() + 1) * runtime.addressSize(), true);
        for (int i = 0; i < command.size(); i++) {
            byte[] bytes = command.get(i);
            Pointer text = Memory.allocateDirect(runtime, bytes.length + 1, true);
            text.put(0, bytes, 0, bytes.length);
            texts.add(text);
            arguments.putPointer((long) i * runtime.addressSize(), text);
        }
        closeOnExec(libc);
        libc.pthread_sigmask(SIG_SETMASK, new byte[SIGSET_BYTES], null);
        libc.execvp(texts.get(0), arguments);
        Errno errno = Errno.of(sys.errno());
        String name = new String(command.get(0));
        return errno == Errno.ENOENT ? new NotStarted(NOT_FOUND, "run " + name + ": command not found")
                : new NotStarted(NOT_EXECUTABLE, "run " + name + ": " + errno.name() + ": " + errno.words());
    }

    private static void closeOnExec(ExecLibC libc) {
        try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path entry : open) {
                int fd = Integer.parseInt(entry.getFileName().toString());
                if (fd > LAST_STANDARD_STREAM) {
                    libc.fcntl(fd, F_SETFD, FD_CLOEXEC);
                }
            }
        } catch (IOException noProc) {
            throw new KernelException("list /proc/self/fd", Errno.EIO.number(), String.valueOf(noProc.getMessage()));
        }
    }
}
