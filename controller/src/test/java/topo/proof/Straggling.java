package topo.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Kills an apply while its iptables-restore waits for the xtables lock, which somebody else holds, and applies again before that lock is
 * free: the restore of the killed one commits in the middle. A program of its own, as {@link Killings}: {@code Straggling FOLDER
 * JAVA...}.
 */
public final class Straggling {
    private static final Map<String, String> LEGACY = Map.of("TOPO_IPTABLES", "legacy");
    /** Less than the restore waits. */
    private static final int HELD_MILLIS = 300;

    private Straggling() {}

    public static void main(String[] words) throws Exception {
        Path folder = Path.of(words[0]);
        try (Lab lab = new Lab(folder, LEGACY)) {
            Killer killer = new Killer(Arrays.asList(words).subList(1, words.length), folder, LEGACY);
            List<String> writes = killer.count("apply", lab.document("lab.yaml"));
            lab.must("counted", "destroy", "lab");
            int first = 1;
            while (!writes.get(first - 1).startsWith("runs: ")) {
                first++;
            }
            straggle(lab, killer, first);
            System.out.println(lab.figures());
        }
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    private static void straggle(Lab lab, Killer killer, int number) throws IOException, InterruptedException {
        lab.forget();
        // Holds the lock until its input ends; told by its answer.
        Process holder = new ProcessBuilder("flock", "/run/xtables.lock", "sh", "-c", "echo held; exec cat").start();
        if (!"held".equals(holder.inputReader().readLine())) {
            throw new IllegalStateException("the lock cannot be held");
        }
        killer.kill(number, "apply", lab.document("lab.yaml"));
        Thread release = new Thread(() -> release(holder), "release");
        release.start();
        String told = lab.converge("killed while a restore waits", "lab.yaml");
        if (!told.contains("had started when it was killed")) {
            lab.fail("the next apply has not waited for the restore: " + told);
        }
        release.join();
        lab.converge("long after", "lab.yaml");
        lab.must("long after", "destroy", "lab");
        lab.allIsAsBefore("destroyed");
    }

    private static void release(Process holder) {
        try {
            Thread.sleep(HELD_MILLIS);
            holder.outputWriter().close();
            holder.waitFor();
        } catch (IOException | InterruptedException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
