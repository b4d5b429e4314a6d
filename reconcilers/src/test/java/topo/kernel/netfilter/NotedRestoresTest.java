package topo.kernel.netfilter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.kernel.IntentLog;
import topo.kernel.process.Command;
import topo.kernel.process.Finished;
import topo.kernel.process.ProcessException;
import topo.kernel.process.Processes;
import topo.kernel.process.Stragglers;

class NotedRestoresTest {
    private static final Command RESTORE = new Command(List.of("/sbin/iptables-restore"), "COMMIT\n", Duration.ofSeconds(1));
    private static final Command SAVE = new Command(List.of("/sbin/iptables-save"), "", Duration.ofSeconds(1));

    @TempDir
    Path folder;
    private final Stragglers stragglers = new Stragglers(Path.of("/proc"));
    private final List<Set<String>> noted = new ArrayList<>();
    private boolean fails;

    private IntentLog log() {
        return new IntentLog(folder.resolve("run/intents"), Path.of("/proc/sys/kernel/random/boot_id"));
    }

    private Set<String> open() {
        return log().open("restore", "-");
    }

    private NotedRestores restores() {
        return new NotedRestores(new Processes() {
            @Override
            public Optional<String> find(String program) {
                return Optional.of("/sbin/" + program);
            }

            @Override
            public Finished run(Command command) {
                noted.add(open());
                if (fails) {
                    throw new ProcessException("no");
                }
                return new Finished(0, "", "");
            }
        }, log(), stragglers);
    }

    @Test
    void aRestoreIsNotedWhileItRunsAndASaveIsNot() {
        NotedRestores restores = restores();
        restores.run(RESTORE);
        restores.run(SAVE);
        assertEquals(List.of(Set.of(stragglers.self()), Set.of()), noted);
        fails = true;
        assertThrows(ProcessException.class, () -> restores.run(RESTORE));
        assertEquals(Set.of(), open());
    }

    @Test
    void nothingRunsThatCannotBeNoted() throws Exception {
        Files.writeString(folder.resolve("run"), "not a folder");
        ProcessException refused = assertThrows(ProcessException.class, () -> restores().run(RESTORE));
        assertTrue(refused.getMessage().contains("run/intents"), refused.getMessage());
        assertEquals(List.of(), noted);
    }

    @Test
    void thatOfAKilledTopoIsWaitedForOnceAndTakenOut() throws Exception {
        log().begin("restore", "-", List.of("4194305.1", stragglers.self()));
        Process shell = new ProcessBuilder("sh", "-c", "TOPO_PARENT=4194305.1 sleep 0.7 >/dev/null 2>&1 &").start();
        assertEquals(0, shell.waitFor());
        long start = System.nanoTime();
        restores().settle();
        assertTrue(System.nanoTime() - start > 300_000_000L, "it waited");
        assertEquals(Set.of(stragglers.self()), open(), "that of one who lives stays");
    }
}
