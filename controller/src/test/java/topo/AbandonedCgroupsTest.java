package topo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a killed run of these tests left in the cgroup hierarchies goes when the next JVM for tests starts, and nothing else does. */
@Timeout(120)
class AbandonedCgroupsTest {
    private static final Path TEST_JVM = Path.of(System.getProperty("topo.root", ".."), "packaging/test-jvm");
    private static final long OWN = ProcessHandle.current().pid();
    /** Above all pids that Linux gives (PID_MAX_LIMIT, linux/threads.h). */
    private static final long GONE = (1 << 22) + OWN;

    private Path hierarchy;
    private Path place;
    private Process inside;

    @BeforeEach
    void makePlace() throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "root");
        hierarchy = Stream.of("/sys/fs/cgroup/pids", "/sys/fs/cgroup/unified", "/sys/fs/cgroup").map(Path::of)
                .filter(root -> Files.exists(root.resolve("cgroup.procs"))).findFirst().orElse(null);
        assumeTrue(hierarchy != null, "a cgroup hierarchy");
        place = Files.createDirectory(hierarchy.resolve("topo-test-" + OWN + "-sweep"));
    }

    @AfterEach
    void removePlace() throws IOException {
        if (inside != null) {
            inside.destroyForcibly().onExit().join();
        }
        if (place != null) {
            try (Stream<Path> tree = Files.walk(place)) {
                for (Path folder : tree.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(folder);
                }
            }
        }
    }

    @Test
    void emptyOnesWhoseMakerIsGoneGo() throws Exception {
        List<Path> left = List.of(folder("topo-test-" + GONE + "-1"), folder("topo-test-" + GONE + "-1/topo/lab"),
                folder("topo-proof-" + GONE), folder("topo-fault-" + GONE + "/theirs"));
        sweep();
        left.forEach(folder -> assertFalse(Files.exists(folder), folder.toString()));
        try (Stream<Path> rest = Files.list(place)) {
            assertEquals(List.of(), rest.filter(Files::isDirectory).toList());
        }
    }

    @Test
    void oneWithAProcessBelowStaysWhole() throws Exception {
        Path busy = folder("topo-test-" + GONE + "-1/topo/lab");
        Path beside = folder("topo-test-" + GONE + "-1/topo/other");
        inside = new ProcessBuilder("sleep", "1000").start();
        Files.writeString(busy.resolve("cgroup.procs"), Long.toString(inside.pid()));
        sweep();
        assertTrue(Files.exists(busy) && Files.exists(beside));
        inside.destroyForcibly().onExit().join();
        sweep();
        assertFalse(Files.exists(busy) || Files.exists(beside) || Files.exists(beside.getParent()));
    }

    @Test
    void thoseOfALivingMakerAndOfOthersStay() throws Exception {
        List<Path> kept = List.of(folder("topo-test-" + OWN + "-1"), folder("topo-proof-" + OWN), folder("topo-fault-1"),
                folder("topo-" + GONE), folder("topo-other-" + GONE), folder("topo-test-x" + GONE), folder("topo-test-"),
                folder("a-topo-test-" + GONE), folder("lab/topo-test-" + GONE));
        sweep();
        kept.forEach(folder -> assertTrue(Files.exists(folder), folder.toString()));
    }

    @Test
    void everyJvmForTestsSweepsAsItStarts() throws Exception {
        Path left = Files.createDirectory(hierarchy.resolve("topo-test-" + GONE + "-1"));
        run(TEST_JVM.resolve("bin/java").toString(), "-version");
        assertFalse(Files.exists(left));
    }

    private Path folder(String name) throws IOException {
        return Files.createDirectories(place.resolve(name));
    }

    private void sweep() throws Exception {
        run(TEST_JVM.resolve("sweep").toString(), place.toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }
}
