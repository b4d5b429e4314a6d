package topo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What this process holds open, counted by kind ({@code socket}, {@code net}, {@code anon_inode}, {@code pipe}) or path. Left out is what
 * the JVM opens when it likes: archives that it finds classes in.
 */
public record OpenFiles(Map<String, Integer> counts) {
    private static final Path OWN = Path.of("/proc/self/fd");
    private static final long LONGEST_NANOS = 10_000_000_000L;

    public static OpenFiles now() {
        Map<String, Integer> counts = new TreeMap<>();
        String[] numbers = OWN.toFile().list();
        for (String number : numbers == null ? new String[0] : numbers) {
            try {
                String file = Files.readSymbolicLink(OWN.resolve(number)).toString();
                if (!file.endsWith(".jar") && !file.endsWith("/modules")) {
                    counts.merge(file.startsWith("/") ? file : file.replaceAll(":.*", ""), 1, Integer::sum);
                }
            } catch (IOException closedMeanwhile) {
                // the one that listed the folder, or one that another thread had open for a moment
            }
        }
        return new OpenFiles(counts);
    }

    /**
     * Fails if more is open than was then. A leak stays; what is there for a moment is none: threads of the JVM read memory.stat of its
     * control group many times a second, and close the pipes of a program some time after it ended.
     */
    public void assertNoMore() throws InterruptedException {
        long deadline = System.nanoTime() + LONGEST_NANOS;
        Map<String, Integer> more = now().moreThan(this);
        while (!more.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(20);
            more = now().moreThan(this);
        }
        assertEquals(Map.of(), more);
    }

    private Map<String, Integer> moreThan(OpenFiles before) {
        Map<String, Integer> more = new TreeMap<>();
        counts.forEach((file, count) -> more.put(file, count - before.counts.getOrDefault(file, 0)));
        more.values().removeIf(count -> count <= 0);
        return more;
    }
}
