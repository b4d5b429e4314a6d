package topo.proof;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the tests in a JVM of its own, and what it tells: {@code NAME ... NUMBER} counts, {@code done} is its last word, all else
 * is broken.
 */
public final class Worker implements AutoCloseable {
    private final Process process;
    private final Thread reader;
    private final List<String> lines = new ArrayList<>();

    public Worker(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        reader = new Thread(this::read, "worker");
        reader.start();
    }

    private void read() {
        try (BufferedReader output = process.inputReader()) {
            output.lines().forEach(lines::add);
        } catch (IOException | UncheckedIOException ended) {
            lines.add("cut: " + ended.getMessage());
        }
    }

    /** Waits for its end, which has to be an orderly one. */
    public Worker join(long minutes) throws InterruptedException {
        assertTrue(process.waitFor(minutes, TimeUnit.MINUTES), "in time");
        reader.join();
        assertTrue(lines.contains("done"), () -> String.join("\n", lines));
        return this;
    }

    /** The lines of a count. */
    public List<String> all(String name) {
        return lines.stream().filter(line -> line.startsWith(name + " ")).toList();
    }

    public int sum(String name) {
        return all(name).stream().mapToInt(Worker::number).sum();
    }

    public static int number(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    }

    /** What was found broken; empty if nothing was. */
    public String broken() {
        StringBuilder text = new StringBuilder();
        boolean broken = false;
        for (String line : lines) {
            broken = line.startsWith("broken ") || broken && line.startsWith("  ");
            if (broken) {
                text.append(line).append('\n');
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
