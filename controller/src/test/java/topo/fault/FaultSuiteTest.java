package topo.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import topo.proof.Worker;
import topo.proof.Workshop;

/**
 * Every fault at every call of every scenario: the program ends with a clear message and the right status, harms nothing foreign, forgets
 * nothing, and the next run without the fault puts all right.
 */
class FaultSuiteTest {
    private static final int SHARES = 2;
    private static final long LIMIT_MINUTES = 40;

    @Test
    void everyFaultAtEveryCall() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root");
        assumeTrue(Files.isDirectory(Path.of("/sys/fs/cgroup/pids")), "the pids controller of cgroup v1");
        long start = System.nanoTime();
        List<Worker> workers = new ArrayList<>();
        try {
            for (int share = 0; share < SHARES; share++) {
                workers.add(new Worker(Workshop.plain(FaultTrials.class, Integer.toString(share), Integer.toString(SHARES), FaultTrials.all())));
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
        Map<String, Integer> injected = new TreeMap<>();
        Map<String, Integer> endings = new TreeMap<>();
        StringBuilder broken = new StringBuilder();
        for (Worker worker : workers) {
            worker.all("injected").forEach(line -> count(line, injected));
            worker.all("ending").forEach(line -> count(line, endings));
            broken.append(worker.broken());
        }
        int all = injected.values().stream().mapToInt(Integer::intValue).sum();
        StringJoiner figures = new StringJoiner(", ", "FIGURE faults: " + all + " injected, one a run: ", "; " + seconds + " s");
        endings.forEach((ending, times) -> figures.add(times + " " + ending));
        System.out.println(figures);
        System.out.println("faults by place: " + injected);
        assertEquals("", broken.toString());
        injected.forEach((place, times) -> assertTrue(times > 0, place));
    }

    /** {@code line}: a word, what is counted, how often. */
    private static void count(String line, Map<String, Integer> into) {
        into.merge(line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' ')), Worker.number(line), Integer::sum);
    }
}
