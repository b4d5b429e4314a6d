package topo.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import topo.api.net.NetnsName;

/**
 * The files below {@code /proc/sys} (proc_sys(5)). {@code /proc/sys/net} shows the network namespace of the thread that opens it, whatever
 * mount it is reached by, so that a thread inside is all it takes to reach those of another namespace.
 */
public final class Sysctls {
    private static final int LONGEST = 16 * 1024;

    private final InNetns namespaces;
    private final Path root;

    /** {@code root}: {@code /proc/sys}. */
    public Sysctls(InNetns namespaces, Path root) {
        this.namespaces = namespaces;
        this.root = root;
    }

    /**
     * Runs the task inside the namespace and returns its result. The task must start no thread and no process.
     *
     * @throws KernelException ENOENT if there is no such namespace, EINVAL if its name stands for something else; or the task's own
     */
    public <T> T in(NetnsName netns, Function<Sysctls, T> task) {
        try {
            return namespaces.inside(netns, () -> task.apply(this));
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception unexpected) {
            throw new IllegalStateException("work in namespace " + netns + ": " + unexpected, unexpected);
        }
    }

    /**
     * The value as the calling thread's namespace has it, with every run of white space as one space: the kernel separates the numbers of
     * a list by tabs. {@code path}: {@code net/ipv4/ip_forward}, from a name that was checked.
     *
     * @throws KernelException ENOENT if there is none, EACCES if it can only be written, EIO if it has no value yet
     */
    public String read(String path) {
        Path file = file(path);
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
            // Most give all they have to the first read, be its buffer as short as it may, and nothing to the next one.
            boolean more = true;
            while (more && bytes.hasRemaining()) {
                more = channel.read(bytes) > 0;
            }
            return normal(new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1));
        } catch (IOException refused) {
            throw KernelException.of("read " + file, refused);
        }
    }

    /** Where the path is. A name that leads out of the folder is a mistake of the caller: IllegalArgumentException. */
    public Path file(String path) {
        Path file = root.resolve(path);
        if (path.isEmpty() || !file.startsWith(root) || !file.normalize().equals(file)) {
            throw new IllegalArgumentException("the sysctl path \"" + path + "\" leaves " + root);
        }
        return file;
    }

    /** The names in a folder, sorted; none if there is no such folder. */
    public List<String> list(String path) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(file(path))) {
            entries.forEach(entry -> names.add(entry.getFileName().toString()));
        } catch (NoSuchFileException none) {
            return names;
        } catch (DirectoryIteratorException stopped) {
            throw KernelException.of("list " + file(path), stopped.getCause());
        } catch (IOException refused) {
            throw KernelException.of("list " + file(path), refused);
        }
        names.sort(null);
        return names;
    }

    /** Writes in one call, as the kernel takes the first write for the whole value. */
    public void write(String path, String value) {
        Path file = file(path);
        try {
            // WRITE alone: neither creates nor truncates. The newline makes an empty value a write at all.
            Files.write(file, (value + "\n").getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.WRITE);
        } catch (IOException refused) {
            throw KernelException.of("write " + file, refused);
        }
    }

    /** The value without white space around, and one space for each run of it inside. */
    public static String normal(String value) {
        StringBuilder out = new StringBuilder(value.length());
        boolean gap = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c >= '\t' && c <= '\r') {
                gap = out.length() > 0;
            } else {
                if (gap) {
                    out.append(' ');
                    gap = false;
                }
                out.append(c);
            }
        }
        return out.toString();
    }
}
