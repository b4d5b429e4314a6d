package topo.kernel.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Programs of this machine. A child inherits nothing of our environment: variables such as LD_PRELOAD or XTABLES_LIBDIR would change
 * what it does, and LC_ALL=C keeps its messages in English. It is in a session of its own (setsid(1)), so that the signals of a terminal
 * (Ctrl-C, Ctrl-\, Ctrl-Z, a hang-up) do not reach it in the middle of its work; TOPO_PARENT in its environment tells whose it was, should
 * topo be killed meanwhile. Any thread may call it, but no thread that has entered another network
 * namespace: a child starts in the namespace of the thread that starts it.
 */
public final class SystemProcesses implements Processes {
    private static final String SEARCH_PATH = "/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/sbin";
    private static final String PARENT = "TOPO_PARENT";
    private static final int STARTS = 3;
    private static final String NOT_STARTED = "setsid: failed to execute ";
    private static final int OUTPUT_LIMIT = 64 << 20;
    private static final int ERRORS_LIMIT = 64 << 10;

    private final List<Path> folders;
    private final Map<String, Optional<String>> found = new ConcurrentHashMap<>();

    public SystemProcesses() {
        this(List.of(Path.of("/usr/sbin"), Path.of("/sbin"), Path.of("/usr/bin"), Path.of("/bin"), Path.of("/usr/local/sbin")));
    }

    /** Looks for programs in these folders only, in this order. */
    public SystemProcesses(List<Path> folders) {
        this.folders = List.copyOf(folders);
    }

    @Override
    public Optional<String> find(String program) {
        Optional<String> known = found.get(program);
        if (known == null) {
            known = lookUp(program);
            // What is missing may be installed while a long-running process lives; only what is there is remembered.
            if (known.isPresent()) {
                found.put(program, known);
            }
        }
        return known;
    }

    private Optional<String> lookUp(String program) {
        for (Path folder : folders) {
            Path path = folder.resolve(program);
            if (Files.isExecutable(path) && !Files.isDirectory(path)) {
                return Optional.of(path.toAbsolutePath().toString());
            }
        }
        return Optional.empty();
    }

    @Override
    public Finished run(Command command) {
        Process process = start(command);
        Drain output = new Drain(process.getInputStream(), OUTPUT_LIMIT);
        Drain errors = new Drain(process.getErrorStream(), ERRORS_LIMIT);
        Thread outputReader = launch("output of " + command.program(), output);
        Thread errorReader = launch("errors of " + command.program(), errors);
        if (!command.input().isEmpty()) {
            launch("input of " + command.program(), () -> feed(process, command.input()));
        }
        try {
            long deadline = System.nanoTime() + command.limit().toNanos();
            boolean ended = process.waitFor(command.limit().toNanos(), TimeUnit.NANOSECONDS)
                    && ends(outputReader, deadline) && ends(errorReader, deadline);
            if (!ended) {
                throw new ProcessException(command.program() + " did not end within " + words(command.limit()) + " and was killed");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProcessException(command.program() + " was killed because topo is stopping", interrupted);
        } finally {
            process.destroyForcibly();
        }
        if (output.overflowed()) {
            throw new ProcessException(command.program() + " wrote more than " + (OUTPUT_LIMIT >> 20) + " MiB");
        }
        if (errors.text().startsWith(NOT_STARTED)) {
            throw new ProcessException("cannot start " + errors.text().substring(NOT_STARTED.length()).strip());
        }
        return new Finished(process.exitValue(), output.text(), errors.text());
    }

    private static String words(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    /**
     * A start that fails has run nothing. The JVM starts a program through another one, which a Ctrl-C may hit before it is in a session of
     * its own.
     */
    private Process start(Command command) {
        List<String> arguments = new ArrayList<>();
        find("setsid").ifPresent(arguments::add);
        arguments.addAll(command.arguments());
        ProcessBuilder builder = new ProcessBuilder(arguments);
        builder.environment().clear();
        builder.environment().put("PATH", SEARCH_PATH);
        builder.environment().put("LC_ALL", "C");
        builder.environment().put(PARENT, Long.toString(ProcessHandle.current().pid()));
        if (command.input().isEmpty()) {
            builder.redirectInput(new File("/dev/null"));
        }
        for (int left = STARTS - 1; ; left--) {
            try {
                return builder.start();
            } catch (IOException failed) {
                if (left == 0 || !Files.isExecutable(Path.of(command.arguments().get(0)))) {
                    throw new ProcessException("cannot start " + command.arguments().get(0) + ": " + failed.getMessage(), failed);
                }
            }
        }
    }

    private static Thread launch(String name, Runnable work) {
        Thread thread = new Thread(null, work, name, 64 << 10);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** A grandchild may hold the pipe open after the child has gone, so the end of its output has the same deadline. */
    private static boolean ends(Thread reader, long deadline) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        reader.join(Math.max(1, left));
        return !reader.isAlive();
    }

    private static void feed(Process process, String input) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException endedEarly) {
            // EPIPE: it did not want all of its input; its exit status tells whether that was a failure.
            return;
        }
    }
}
