package topo.kernel.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StragglersTest {
    /** No process has such a number. */
    private static final String KILLED = "4194305.1";

    private final Stragglers stragglers = new Stragglers(Path.of("/proc"));

    /** Starts a program that is marked, or not, and whose parent ends at once; its process number. */
    private static String orphan(String environment, String command) throws Exception {
        Process shell = new ProcessBuilder("sh", "-c", environment + " " + command + " >/dev/null 2>&1 & echo $!").start();
        String pid = new String(shell.getInputStream().readAllBytes()).strip();
        assertEquals(0, shell.waitFor());
        return pid;
    }

    @Test
    void aMarkedOneIsWaitedFor() throws Exception {
        String pid = orphan("TOPO_PARENT=" + KILLED, "sleep 0.7");
        long start = System.nanoTime();
        stragglers.await(List.of(KILLED), Duration.ofSeconds(20));
        assertTrue(System.nanoTime() - start > 300_000_000L, "it waited");
        assertFalse(ProcessHandle.of(Long.parseLong(pid)).isPresent());
    }

    @Test
    void oneThatDoesNotEndIsNamed() throws Exception {
        String pid = orphan("TOPO_PARENT=" + KILLED, "sleep 100");
        try {
            ProcessException still = assertThrows(ProcessException.class, () -> stragglers.await(List.of(KILLED), Duration.ofMillis(300)));
            assertEquals("process " + pid + ", which a killed topo has started, still runs; wait for it or end it", still.getMessage());
        } finally {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void othersAreNot() throws Exception {
        String pid = orphan("TOPO_PARENT=" + KILLED + "2", "sleep 100");
        try {
            stragglers.await(List.of(KILLED), Duration.ofMillis(300));
        } finally {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void aProcessIsItsNumberAndItsStart() {
        String self = stragglers.self();
        assertTrue(stragglers.lives(self));
        assertFalse(stragglers.lives(self + "1"), "another one of the same number");
        assertFalse(stragglers.lives("4194305.1"), "more than any process number");
        assertFalse(stragglers.lives("nonsense"));
        assertFalse(stragglers.lives("self." + self.substring(self.indexOf('.') + 1)), "nothing but a number is looked for");
    }
}
