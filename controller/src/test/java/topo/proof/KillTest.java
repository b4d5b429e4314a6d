package topo.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Killed anywhere, nothing is lost: apply, a change and destroy of a topology of every kind are killed (SIGKILL) after every write that
 * they make, and once more while each iptables-restore runs. Foreign state is as before right after the kill; then either the next apply
 * converges, one more finds nothing to do and destroy leaves nothing, or destroy follows at once and leaves nothing. And undisturbed
 * lives of that topology and of all samples leave foreign state as it is at every step.
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
        long start = System.nanoTime();
        List<Worker> workers = new ArrayList<>();
        try {
            for (int share = 0; share < SHARES; share++) {
                Files.createDirectory(folder.resolve("share-" + share));
                List<String> command = workshop.sandboxed(Killings.class, folder.toString(), Integer.toString(share),
                        Integer.toString(SHARES), "all");
                command.addAll(workshop.java());
                workers.add(new Worker(command));
            }
            for (Worker worker : workers) {
                worker.join(LIMIT_MINUTES);
            }
        } finally {
            workers.forEach(Worker::close);
        }
        judge(workers, (System.nanoTime() - start) / 1_000_000_000);
    }

    private static void judge(List<Worker> workers, long seconds) {
        TreeSet<String> points = new TreeSet<>();
        StringBuilder broken = new StringBuilder();
        int kills = 0;
        int comparisons = 0;
        int differences = 0;
        for (Worker worker : workers) {
            points.addAll(worker.all("points"));
            kills += worker.sum("kills");
            comparisons += worker.sum("comparisons");
            differences += worker.sum("differences");
            broken.append(worker.broken());
        }
        System.out.println("FIGURE kills: " + points.stream().mapToInt(Worker::number).sum() + " points enumerated, a write each " + points
                + ", " + kills + " kills; of " + comparisons + " comparisons of fingerprints " + differences
                + " show a difference: residue or a foreign thing touched; " + seconds + " s");
        assertEquals("", broken.toString());
        assertEquals(OPERATIONS, points.size(), "every run has the same writes: " + points);
        assertEquals(2 * points.stream().mapToInt(Worker::number).sum(), kills, "each point, with an apply and with a destroy after it");
    }

    @Test
    void whileARestoreWaitsForItsLock() throws Exception {
        List<String> command = workshop.sandboxed(Straggling.class, folder.toString());
        command.addAll(workshop.java());
        try (Worker worker = new Worker(command).join(LIMIT_MINUTES)) {
            assertEquals("", worker.broken());
        }
    }

    @Test
    void undisturbed() throws Exception {
        Path samples = Path.of(System.getProperty("topo.root", "..")).resolve("samples");
        try (Worker worker = new Worker(workshop.sandboxed(Lives.class, folder.toString(), samples.toString())).join(LIMIT_MINUTES)) {
            System.out.println("FIGURE lives: " + worker.sum("lives") + " topologies lived undisturbed; of " + worker.sum("comparisons")
                    + " comparisons of fingerprints " + worker.sum("differences") + " show a difference");
            assertEquals("", worker.broken());
            assertEquals(1 + samples.toFile().list((in, name) -> name.endsWith(".yaml")).length, worker.sum("lives"));
        }
    }
}
