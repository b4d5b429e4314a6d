package topo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.SurroundingsException;

class RunLockTest {
    @TempDir
    Path temporary;
    Path run;
    Process other;
    final List<String> waits = new ArrayList<>();

    @BeforeEach
    void open() {
        run = temporary.resolve("run");
    }

    @AfterEach
    void end() throws Exception {
        if (other != null) {
            other.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    /** For another process: takes the lock, says so, and holds it until it is killed. */
    public static void main(String[] words) throws Exception {
        RunLock.take(Path.of(words[0]), "topo apply\033[2J other.yaml", 5_000, holder -> {}).during(() -> {
            System.out.println("taken");
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException ended) {
                return null;
            }
            return null;
        });
    }

    private void otherTakesIt() throws Exception {
        String classes = place(RunLockTest.class) + ":" + place(RunLock.class) + ":" + place(SurroundingsException.class);
        other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classes,
                RunLockTest.class.getName(), run.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        BufferedReader said = new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
        assertEquals("taken", said.readLine());
    }

    private static String place(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    @Test
    void isGivenBack() {
        assertEquals("done", RunLock.take(run, "topo apply", 0, waits::add).during(() -> "done"));
        assertThrows(IllegalStateException.class, () -> RunLock.take(run, "topo apply", 0, waits::add).during(() -> {
            throw new IllegalStateException();
        }));
        assertEquals("done", RunLock.take(run, "topo apply", 0, waits::add).during(() -> "done"));
        assertEquals(List.of(), waits);
        assertTrue(Files.exists(run.resolve("lock")), "deleting it would let two processes lock two files");
    }

    @Test
    void keepsAnotherThreadOutAndOutlivesItsGivingUp() throws Exception {
        RunLock.take(run, "topo apply", 0, waits::add).during(() -> {
            String message = assertThrows(SurroundingsException.class, () -> take(50)).getMessage();
            assertTrue(message.contains("not had in 0.05 s; the controller (process " + ProcessHandle.current().pid() + ") holds it"), message);
            // Had the thread that gave up closed the file, the kernel would have given the lock to whoever asks next.
            assertEquals("held", asksAsAnotherProcess());
            return null;
        });
        assertEquals("free", asksAsAnotherProcess());
        assertEquals("done", take(0));
    }

    private String take(long millis) {
        return RunLock.take(run, "topo apply", millis, waits::add).during(() -> "done");
    }

    private String asksAsAnotherProcess() {
        String asks = "import fcntl, sys\nlock = open(sys.argv[1], 'r+')\ntry:\n    fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
                + "    print('free')\nexcept OSError:\n    print('held')\n";
        try {
            Process python = new ProcessBuilder("python3", "-c", asks, run.resolve("lock").toString()).redirectErrorStream(true).start();
            return new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }

    @Test
    void threadsTakeTurns() throws Exception {
        int[] counter = new int[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Thread thread = new Thread(() -> {
                for (int round = 0; round < 20; round++) {
                    RunLock.take(run, "topo apply", 60_000, waits::add).during(() -> {
                        int before = counter[0];
                        Thread.yield();
                        counter[0] = before + 1;
                        return null;
                    });
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join(120_000);
        }
        assertEquals(160, counter[0]);
    }

    @Test
    void givesUpInTimeAndNamesTheHolder() throws Exception {
        otherTakesIt();
        long start = System.nanoTime();
        String message = assertThrows(SurroundingsException.class, () -> RunLock.take(run, "topo apply", 300, waits::add)).getMessage();
        assertTrue(System.nanoTime() - start >= 300_000_000L);
        assertTrue(message.contains("process " + other.pid() + " topo apply[2J other.yaml holds it"), message);
        assertEquals(List.of("process " + other.pid() + " topo apply[2J other.yaml"), waits);
    }

    @Test
    void isFreeWhenItsHolderIsKilled() throws Exception {
        otherTakesIt();
        boolean[] had = {false};
        Thread killer = new Thread(() -> other.destroyForcibly());
        RunLock lock = RunLock.take(run, "topo apply", 30_000, holder -> {
            waits.add(holder);
            killer.start();
        });
        lock.during(() -> had[0] = true);
        killer.join();
        assertTrue(had[0]);
        assertEquals(1, waits.size());
    }

    @Test
    void isRefusedThroughASymbolicLink() throws Exception {
        Files.createDirectories(run);
        Path victim = Files.writeString(temporary.resolve("victim"), "content");
        Files.createSymbolicLink(run.resolve("lock"), victim);
        assertThrows(SurroundingsException.class, () -> RunLock.take(run, "topo apply", 0, waits::add));
        assertEquals("content", Files.readString(victim));
        assertFalse(Files.isSymbolicLink(victim));
    }
}
