package topo.kernel;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;

/**
 * Namespaces of a test's own, below a temporary folder instead of {@code /run/netns}; all gone when it is closed. The namespace that the
 * tests run in is never written to.
 */
public final class TestHost implements AutoCloseable {
    private final Native kernel = new Native();
    private final Path folder;
    private final Namespaces namespaces;
    private final RtnlSockets sockets;

    private TestHost(Path folder) {
        this.folder = folder;
        this.namespaces = new Namespaces(() -> kernel, folder);
        this.sockets = new RtnlSockets(() -> kernel, namespaces);
    }

    public static TestHost open() {
        assumeTrue("root".equals(System.getProperty("user.name")), "root");
        try {
            return new TestHost(Files.createTempDirectory("topo-netns"));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    public Native kernel() {
        return kernel;
    }

    public Path folder() {
        return folder;
    }

    public Namespaces namespaces() {
        return namespaces;
    }

    /** In a folder of its own, which the first entry makes. */
    public IntentLog intents() {
        return new IntentLog(folder.resolveSibling(folder.getFileName() + "-run").resolve("intents"),
                Path.of("/proc/sys/kernel/random/boot_id"));
    }

    public RtnlSockets sockets() {
        return sockets;
    }

    /** A new namespace as {@code ip netns add} makes it: {@code lo} is down and nothing is marked. */
    public NetnsName make(String name) {
        NetnsName netns = new NetnsName(name);
        sockets.create(List.of(netns), (made, socket) -> { }, (made, refused) -> {
            throw refused;
        });
        return netns;
    }

    public RtnlSocket socket(NetnsName netns) {
        return sockets.require(netns);
    }

    /** Runs {@code ip} inside and returns its output; {@code @NAME} stands for the file of that namespace. */
    public String ip(String netns, String words) {
        return run(netns, "ip " + words);
    }

    /** Runs a program inside, its words parted by spaces. */
    public String run(String netns, String words) {
        List<String> command = new ArrayList<>(List.of("nsenter", "--net=" + folder.resolve(netns)));
        for (String word : words.split(" ")) {
            command.add(word.startsWith("@") ? folder.resolve(word.substring(1)).toString() : word);
        }
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new AssertionError(words + ": " + output);
            }
            return output.strip();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A program that sleeps inside for a minute, or until it is ended. It is there when this returns. */
    public Process sleeper(String netns) throws IOException, InterruptedException {
        Process sleeping = new ProcessBuilder("nsenter", "--net=" + folder.resolve(netns), "sleep", "60").start();
        Path inside = Path.of("/proc/" + sleeping.pid() + "/ns/net");
        for (int i = 0; i < 1000 && !Files.getAttribute(inside, "unix:ino").equals(namespaces.identity(new NetnsName(netns))); i++) {
            Thread.sleep(10);
        }
        return sleeping;
    }

    @Override
    public void close() {
        sockets.close();
        namespaces.list().forEach(namespaces::delete);
        try {
            kernel.umount2(folder.toString(), Native.MNT_DETACH);
        } catch (KernelException noNamespaceWasMade) {
            if (noNamespaceWasMade.errno() != Errno.EINVAL) {
                throw noNamespaceWasMade;
            }
        }
        try {
            Files.delete(folder);
        } catch (IOException left) {
            throw new UncheckedIOException(left);
        }
    }
}
