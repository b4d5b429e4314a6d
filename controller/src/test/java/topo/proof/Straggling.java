package topo.proof;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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
    /** A restore waits for a second: where the kill and the next apply take longer than that, it has ended before and it is tried again. */
    private static final int TRIES = 10;

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
            boolean waited = false;
            for (int attempt = 0; attempt < TRIES && !waited; attempt++) {
                waited = straggle(lab, killer, first);
            }
            if (!waited) {
                lab.fail("none of " + TRIES + " applies has waited for a restore");
            }
            System.out.println(lab.figures());
        }
        System.out.println("done");
        Runtime.getRuntime().halt(0);
    }

    /** Whether the apply that followed found the restore still waiting; it has to converge in any case. */
    private static boolean straggle(Lab lab, Killer killer, int number) throws IOException, InterruptedException {
        lab.forget();
        // Holds the lock until its input ends; told by its answer.
        Process holder = new ProcessBuilder("flock", "/run/xtables.lock", "sh", "-c", "echo held; exec cat").start();
        if (!"held".equals(holder.inputReader().readLine())) {
            throw new IllegalStateException("the lock cannot be held");
        }
        killer.kill(number, "apply", lab.document("lab.yaml"));
        boolean waits = isRestoreThere();
        Thread release = new Thread(() -> release(holder), "release");
        release.start();
        String told = lab.converge("killed while a restore waits", "lab.yaml");
        boolean waited = told.contains("had started when it was killed");
        if (waits && !waited) {
            lab.fail("the next apply has not waited for the restore: " + told);
        }
        release.join();
        lab.converge("long after", "lab.yaml");
        lab.must("long after", "destroy", "lab");
        lab.allIsAsBefore("destroyed");
        return waited;
    }

    /** Whether a program that topo has started is still there: topo marks each by its environment. */
    private static boolean isRestoreThere() {
        for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
            try {
                if (Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1).contains("TOPO_PARENT=")) {
                    return true;
                }
            } catch (IOException gone) {
                continue;
            }
        }
        return false;
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
