package topo.kernel.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real programs, well-behaved and not. */
class SystemProcessesTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final SystemProcesses processes = new SystemProcesses();

    private Finished run(String input, String... words) {
        String program = processes.find(words[0]).orElseThrow();
        words[0] = program;
        return processes.run(new Command(List.of(words), input, LONG));
    }

    @Test
    void givesInputAndTakesOutput() {
        assertEquals(new Finished(0, "a\nb\n", ""), run("a\nb\n", "cat"));
        assertEquals(new Finished(0, "", ""), run("", "cat"));
    }

    @Test
    void tellsStatusAndErrors() {
        Finished finished = run("", "sh", "-c", "echo out; echo err >&2; exit 4");
        assertEquals(new Finished(4, "out\n", "err\n"), finished);
        assertFalse(finished.succeeded() || finished.wasKilled());
    }

    @Test
    void tellsASignalFromAStatus() {
        assertTrue(run("", "sh", "-c", "kill -INT $$").wasKilled());
        assertTrue(run("", "sh", "-c", "kill -SEGV $$").wasKilled());
    }

    @Test
    void passesNothingOfOurEnvironment() {
        assertEquals(List.of("LC_ALL=C", "PATH=/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/sbin", "TOPO_PARENT=" + ProcessHandle.current().pid()),
                run("", "env").output().lines().sorted().toList());
    }

    /** A terminal's Ctrl-C goes to the process group in its foreground. */
    @Test
    void isOutOfReachOfATerminal() {
        String[] ids = run("", "ps", "-o", "pid=,pgid=,sid=,tty=", "-C", "ps").output().strip().split("\\s+");
        assertEquals(List.of(ids[0], ids[0], ids[0], "?"), List.of(ids));
    }

    @Test
    void noShellSeesTheArguments() {
        assertEquals("$(id) `id` ; *\n", run("", "echo", "$(id) `id` ; *").output());
    }

    @Test
    void killsWhatHangs(@TempDir Path folder) throws Exception {
        Path pid = folder.resolve("pid");
        Command hang = new Command(List.of(processes.find("sh").orElseThrow(), "-c", "echo $$ >" + pid + "; exec sleep 60"), "",
                Duration.ofSeconds(2));
        ProcessException failure = assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertThrows(ProcessException.class,
                () -> processes.run(hang)));
        assertEquals("sh did not end within 2 s and was killed", failure.getMessage());
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        assertTrue(process.isEmpty() || process.get().onExit().get().isAlive() == false);
    }

    /** Whether the rest of the output is given up or waited for to the limit depends on which thread is first; the limit holds. */
    @Test
    void doesNotWaitForAGrandchildWithThePipe() {
        Command leaves = new Command(List.of(processes.find("sh").orElseThrow(), "-c", "sleep 30 & exit 0"), "", Duration.ofMillis(500));
        assertTimeoutPreemptively(Duration.ofSeconds(2), () -> {
            try {
                assertEquals(0, processes.run(leaves).status());
            } catch (ProcessException late) {
                assertEquals("sh did not end within 500 ms and was killed", late.getMessage());
            }
        });
    }

    @Test
    void boundsErrors() {
        Finished finished = run("", "sh", "-c", "head -c 10000000 /dev/zero | tr '\\0' x >&2; exit 1");
        assertEquals(1, finished.status());
        assertEquals(64 << 10, finished.errors().length());
    }

    @Test
    void refusesEndlessOutput() {
        Command endless = new Command(List.of(processes.find("head").orElseThrow(), "-c", "80000000", "/dev/zero"), "", LONG);
        assertEquals("head wrote more than 64 MiB", assertThrows(ProcessException.class, () -> processes.run(endless)).getMessage());
    }

    @Test
    void inputThatNobodyReadsIsNoFailure() {
        assertEquals(0, run("x".repeat(1 << 20), "true").status());
    }

    @Test
    void findsOnlyInItsFolders(@TempDir Path folder) throws IOException {
        SystemProcesses few = new SystemProcesses(List.of(folder));
        assertEquals(Optional.empty(), few.find("tool"));
        Path tool = Files.createFile(folder.resolve("tool"));
        assertEquals(Optional.empty(), few.find("tool"));
        assertTrue(tool.toFile().setExecutable(true));
        assertEquals(Optional.of(tool.toString()), few.find("tool"));
    }

    @Test
    void whatCannotStartIsNamed(@TempDir Path folder) throws IOException {
        Path broken = Files.writeString(folder.resolve("broken"), "#!/nowhere/at/all\n");
        assertTrue(broken.toFile().setExecutable(true));
        ProcessException failure = assertThrows(ProcessException.class,
                () -> processes.run(new Command(List.of(broken.toString()), "", LONG)));
        assertTrue(failure.getMessage().startsWith("cannot start " + broken + ": "), failure.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Command(List.of("broken"), "", LONG));
    }
}
