package topo.proof;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import topo.cli.KilledTopo;

/** Starts {@link KilledTopo} in a JVM of its own. */
final class Killer {
    private static final int KILLED = 128 + 9;
    private static final long LIMIT_SECONDS = 120;

    private final List<String> java;
    private final Map<String, String> environment;
    private final Path report;
    private final Path messages;

    /** {@code java}: the JVM with its options, class path included. {@code folder}: for what the runs report. */
    Killer(List<String> java, Path folder) {
        this(java, folder, Map.of());
    }

    /** {@code environment}: what topo finds besides what is there. */
    Killer(List<String> java, Path folder, Map<String, String> environment) {
        this.environment = environment;
        this.java = List.copyOf(java);
        this.report = folder.resolve("writes");
        this.messages = folder.resolve("messages");
    }

    /** Runs the command to its end; all its writes. */
    List<String> count(String... words) {
        int status = run(0, words);
        if (status != 0) {
            throw new IllegalStateException("exit status " + status + "\n" + messages());
        }
        return lines();
    }

    /** Kills the command after so many writes; what they were. */
    List<String> kill(int after, String... words) {
        int status = run(after, words);
        if (status != KILLED) {
            throw new IllegalStateException("exit status " + status + " in place of a kill after write " + after + "\n" + messages());
        }
        return lines();
    }

    private int run(int number, String... words) {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(KilledTopo.class.getName(), report.toString(), Integer.toString(number)));
        command.addAll(List.of(words));
        try {
            Files.deleteIfExists(report);
            ProcessBuilder builder = new ProcessBuilder(command).redirectInput(new File("/dev/null")).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.redirectOutput(messages.toFile()).start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after " + LIMIT_SECONDS + " s\n" + messages());
            }
            return process.exitValue();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(report);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String messages() {
        try {
            return Files.readString(messages);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
