package topo.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed anywhere, nothing is lost: apply, a change and destroy of a topology of every kind are killed (SIGKILL) after every write that they
 * make, and once more while each iptables-restore runs. Foreign state is as before right after the kill; then either the next apply converges,
 * one more finds nothing to do and destroy leaves nothing, or destroy follows at once and leaves nothing.
 */
class KillTest {
    private static final int SHARES = 2;
    private static final int OPERATIONS = Operation.values().length;
    private static final long LIMIT_MINUTES = 40;

    @TempDir
    static Path folder;
    private static Workshop workshop;

    @BeforeAll
    static void prepare() throws IOException {
        workshop = new Workshop(folder);
    }

    @Test
    void afterEveryWrite() throws Exception {
        List<Process> workers = new ArrayList<>();
        List<List<String>> outputs = new ArrayList<>();
        List<Thread> readers = new ArrayList<>();
        for (int share = 0; share < SHARES; share++) {
            folder.resolve("share-" + share).toFile().mkdir();
            List<String> command = workshop.sandboxed(Killings.class, folder.toString(), Integer.toString(share), Integer.toString(SHARES), "all");
            command.addAll(workshop.java());
            Process worker = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            workers.add(worker);
            List<String> lines = new ArrayList<>();
            outputs.add(lines);
            Thread reader = new Thread(() -> read(worker, lines));
            reader.start();
            readers.add(reader);
        }
        try {
            for (int share = 0; share < SHARES; share++) {
                assertTrue(workers.get(share).waitFor(LIMIT_MINUTES, TimeUnit.MINUTES), "in time");
                readers.get(share).join();
            }
        } finally {
            workers.forEach(worker -> worker.descendants().forEach(ProcessHandle::destroyForcibly));
            workers.forEach(Process::destroyForcibly);
        }
        judge(outputs);
    }

    private static void read(Process worker, List<String> lines) {
        try (BufferedReader reader = worker.inputReader()) {
            reader.lines().forEach(lines::add);
        } catch (IOException | java.io.UncheckedIOException ended) {
            lines.add("cut: " + ended.getMessage());
        }
    }

    private static void judge(List<List<String>> outputs) {
        TreeSet<String> points = new TreeSet<>();
        StringBuilder broken = new StringBuilder();
        int kills = 0;
        int comparisons = 0;
        for (List<String> output : outputs) {
            assertTrue(output.contains("done"), () -> String.join("\n", output));
            for (String line : output) {
                if (line.startsWith("points ")) {
                    points.add(line);
                } else if (line.startsWith("kills ")) {
                    kills += number(line);
                } else if (line.startsWith("comparisons ")) {
                    comparisons += number(line);
                } else if (!line.equals("done")) {
                    broken.append(line).append('\n');
                }
            }
        }
        System.out.println(points + ", kills " + kills + ", comparisons " + comparisons);
        assertEquals("", broken.toString());
        assertEquals(OPERATIONS, points.size(), "every run has the same writes: " + points);
        assertEquals(2 * points.stream().mapToInt(KillTest::number).sum(), kills, "each point, with an apply and with a destroy after it");
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
    }
}
