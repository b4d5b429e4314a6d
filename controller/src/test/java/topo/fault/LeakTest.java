package topo.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Commands that work and commands that fail, one after the other in one process: none leaves a file open or a thread behind. */
class LeakTest {
    private static final int COMMANDS = 50;
    private static final Path OWN = Path.of("/proc/self/fd");

    @Test
    void fiftyCommandsOfWhichMostFailLeaveNothingOpen() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root");
        assumeTrue(Files.isDirectory(Path.of("/sys/fs/cgroup/pids")), "the pids controller of cgroup v1");
        Lab lab = new Lab();
        try {
            List<Script> scripts = scripts(lab);
            // What is loaded once is loaded by then.
            once(lab, Script.clean());
            Map<String, Integer> files = openFiles();
            List<String> threads = threads();
            for (Script script : scripts) {
                once(lab, script);
            }
            assertEquals(Map.of(), opened(files));
            assertEquals(threads, threads());
        } finally {
            lab.attempt("destroy", "lab");
            lab.close();
        }
    }

    private static void once(Lab lab, Script script) {
        lab.topo(script, "apply", lab.first);
        lab.attempt("destroy", "lab");
    }

    /** Faults of every sort, each at another call. */
    private static List<Script> scripts(Lab lab) {
        Script clean = Script.clean();
        once(lab, clean);
        List<Script> scripts = new ArrayList<>();
        for (int i = 0; scripts.size() < COMMANDS; i++) {
            for (Map<String, List<Fault>> faults : List.of(Faults.KERNEL, Faults.PROGRAMS, Faults.FILES)) {
                List<String> sorts = clean.counts().keySet().stream().filter(faults::containsKey).toList();
                String sort = sorts.get(i % sorts.size());
                List<Fault> some = faults.get(sort);
                scripts.add(Script.with(sort, 1 + i * 7 % clean.counts().get(sort), some.get(i % some.size())));
            }
        }
        return scripts;
    }

    /**
     * What is open more than was before, by kind, after a while if need be: for a moment threads of the JVM have files of control groups
     * open, and pipes of programs that have ended.
     */
    private static Map<String, Integer> opened(Map<String, Integer> before) throws InterruptedException {
        Map<String, Integer> more = Map.of();
        for (int i = 0; i < 100; i++) {
            more = openFiles();
            more.replaceAll((file, count) -> count - before.getOrDefault(file, 0));
            more.values().removeIf(count -> count <= 0);
            if (more.isEmpty()) {
                break;
            }
            Thread.sleep(100);
        }
        return more;
    }

    private static Map<String, Integer> openFiles() {
        Map<String, Integer> counts = new TreeMap<>();
        String[] numbers = OWN.toFile().list();
        for (String number : numbers == null ? new String[0] : numbers) {
            try {
                String target = Files.readSymbolicLink(OWN.resolve(number)).toString();
                counts.merge(target.replaceAll("^(socket|pipe):.*", "$1"), 1, Integer::sum);
            } catch (IOException closedMeanwhile) {
                // the one that listed the folder, or one of another thread's
            }
        }
        return counts;
    }

    /** Those that watch over ended programs stay for a minute (java.lang.ProcessHandleImpl). */
    private static List<String> threads() throws InterruptedException {
        List<String> names = List.of();
        for (int i = 0; i < 50; i++) {
            names = Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                    .filter(name -> name.startsWith("netns") || name.startsWith("output of") || name.startsWith("errors of")
                            || name.startsWith("input of") || name.startsWith("warm-up")).sorted().toList();
            if (names.isEmpty()) {
                break;
            }
            Thread.sleep(100);
        }
        return names;
    }
}
