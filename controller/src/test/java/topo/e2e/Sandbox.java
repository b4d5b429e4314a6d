package topo.e2e;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A throw-away host: a process that holds network and mount namespaces, with empty {@code /run} and {@code /var/lib}, cgroup hierarchies
 * that look new, and {@code lo} up. Commands run inside through nsenter(1). {@link #close} ends what runs inside and leaves nothing.
 */
final class Sandbox implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long TIMEOUT_SECONDS = 120;
    private static final String SET_UP = """
            for folder in /run /var/lib; do mount -t tmpfs -o mode=755 tmpfs $folder; done
            mkdir /run/netns /run/lock
            ip link set lo up
            while [ $# -gt 0 ]; do mount --bind "$1" "$2"; shift 2; done
            echo ready
            exec cat
            """;

    private final Path folder;
    private final CgroupRoots cgroups;
    private final Process holder;
    private final List<Process> started = new ArrayList<>();
    private final AtomicInteger outputs = new AtomicInteger();

    private Sandbox(Path folder, CgroupRoots cgroups, Process holder) {
        this.folder = folder;
        this.cgroups = cgroups;
        this.holder = holder;
    }

    static Sandbox open() {
        try {
            CgroupRoots cgroups = new CgroupRoots("topo-test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet());
            List<String> command = new ArrayList<>(List.of("unshare", "--net", "--mount", "--propagation", "private", "--",
                    "sh", "-e", "-c", SET_UP, "sh"));
            for (CgroupRoots.Root root : cgroups.all()) {
                command.add(root.folder().toString());
                command.add(root.place().toString());
            }
            Process holder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String first = holder.inputReader().readLine();
            if (!"ready".equals(first)) {
                cgroups.close();
                fail("no sandbox; unshare(1) and mount(8) say why above");
            }
            return new Sandbox(Files.createTempDirectory("topo-sandbox-"), cgroups, holder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder of this test's own, the same inside and outside. */
    Path folder() {
        return folder;
    }

    CgroupRoots cgroups() {
        return cgroups;
    }

    /** Writes a file into {@link #folder()}. */
    String file(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs the launcher with these arguments. */
    Result topo(String... arguments) {
        return run(launcher(arguments));
    }

    /** {@code topo apply} of a document given as text. */
    Result apply(String document, String... options) {
        return topo(Stream.concat(Stream.of("apply", file("lab.yaml", document)), Stream.of(options)).toArray(String[]::new));
    }

    String[] launcher(String... arguments) {
        return Stream.concat(Stream.of(Checkout.file("topo").toString()), Stream.of(arguments)).toArray(String[]::new);
    }

    /** Runs a shell script that must succeed; what it prints. */
    String sh(String script) {
        return run("sh", "-e", "-c", script).expect(0).out();
    }

    /** Runs a command in a namespace of the sandbox; the empty name is the sandbox's own. */
    Result in(String namespace, String... command) {
        return run(inNamespace(namespace, command));
    }

    private static String[] inNamespace(String namespace, String... command) {
        return namespace.isEmpty() ? command
                : Stream.concat(Stream.of("nsenter", "--net=/run/netns/" + namespace, "--"), Stream.of(command)).toArray(String[]::new);
    }

    Result run(String... command) {
        return finish(launch(ProcessBuilder.Redirect.from(new File("/dev/null")), command));
    }

    /** Runs a command that reads this text. */
    Result runWithInput(String input, String... command) {
        return finish(launch(ProcessBuilder.Redirect.from(new File(file("input", input))), command));
    }

    /** Starts a command in a namespace and goes on; it ends with the sandbox at the latest. */
    Running start(String namespace, String... command) {
        return launch(ProcessBuilder.Redirect.from(new File("/dev/null")), inNamespace(namespace, command));
    }

    /** A process of the sandbox whose output goes to files. */
    record Running(List<String> command, Process process, Path out, Path err) {
        String output() {
            return read(out);
        }

        String messages() {
            return read(err);
        }
    }

    private Running launch(ProcessBuilder.Redirect input, String... command) {
        try {
            int number = outputs.incrementAndGet();
            Path out = folder.resolve(number + ".out");
            Path err = folder.resolve(number + ".err");
            List<String> whole = new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid()), "--net", "--mount", "--"));
            whole.addAll(List.of(command));
            ProcessBuilder builder = new ProcessBuilder(whole).redirectInput(input);
            builder.redirectOutput(out.toFile()).redirectError(err.toFile());
            environment(builder.environment());
            Process process = builder.start();
            started.add(process);
            return new Running(List.of(command), process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void environment(Map<String, String> environment) {
        environment.clear();
        environment.put("PATH", "/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("HOME", "/root");
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    Result finish(Running running) {
        try {
            if (!running.process().waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                end(running.process().toHandle());
                fail("still running after " + TIMEOUT_SECONDS + " s: " + running.command() + "\n" + read(running.err()));
            }
            return new Result(running.command(), running.process().exitValue(), read(running.out()), read(running.err()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException());
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void end(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException {
        for (Process process : started) {
            end(process.toHandle());
        }
        Leftovers.endAllIn(holder);
        for (Process process : started) {
            process.onExit().join();
        }
        holder.destroyForcibly().onExit().join();
        cgroups.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        }
    }
}
