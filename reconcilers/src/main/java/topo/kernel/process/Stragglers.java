package topo.kernel.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs that a killed topo has started and that run on without it: a killed parent takes no child along, and one that waits for a lock or
 * is about to commit changes the host later on. Java cannot ask for a signal at the parent's death (PR_SET_PDEATHSIG in the child), and a
 * signal would come too late for what the kernel is already doing; so they are waited for. They tell themselves by {@link #MARK}.
 */
public final class Stragglers {
    /** In the environment of every program that {@link SystemProcesses} starts. */
    static final String MARK = "TOPO_CHILD=1";

    /** What the JVM forks into before the program; it has the JVM's own environment for a moment. */
    private static final String LAUNCHER = "jspawnhelper";
    private static final int PAUSE_MILLIS = 5;
    /** proc_pid_stat(5), counted from the state, which comes after the name. */
    private static final int PARENT = 1;
    private static final int START_TIME = 19;

    private final Path proc;

    /** {@code proc}: {@code /proc}. */
    public Stragglers(Path proc) {
        this.proc = proc;
    }

    /** A word for this process that no other has until the next boot: its number and when it was started. */
    public String self() {
        try {
            String pid = Files.readSymbolicLink(proc.resolve("self")).toString();
            return pid + "." + stat(pid).get(START_TIME);
        } catch (IOException noProc) {
            throw new ProcessException("read " + proc + "/self: " + noProc.getMessage(), noProc);
        }
    }

    /** Whether the process of this word still runs. */
    public boolean lives(String word) {
        int dot = word.indexOf('.');
        return dot > 0 && stat(word.substring(0, dot)).stream().skip(START_TIME).findFirst().filter(word.substring(dot + 1)::equals).isPresent();
    }

    /**
     * Returns when none runs any more; those of this process do not count.
     *
     * @throws ProcessException if one still does after the limit
     */
    public void await(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (List<String> running = find(); !running.isEmpty(); running = find()) {
            for (String one : running) {
                while (lives(one)) {
                    if (System.nanoTime() - end > 0) {
                        throw new ProcessException("process " + one.substring(0, one.indexOf('.')) + ", which a killed topo has started, still runs;"
                                + " wait for it or end it");
                    }
                    pause();
                }
            }
        }
    }

    private List<String> find() {
        List<String> found = new ArrayList<>();
        String self = self().substring(0, self().indexOf('.'));
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            for (Path entry : entries) {
                String pid = entry.getFileName().toString();
                List<String> stat = stat(pid);
                if (stat.size() > START_TIME && !stat.get(PARENT).equals(self) && isOurs(entry)) {
                    found.add(pid + "." + stat.get(START_TIME));
                }
            }
            return found;
        } catch (IOException noProc) {
            throw new ProcessException("list " + proc + ": " + noProc.getMessage(), noProc);
        }
    }

    private static boolean isOurs(Path process) {
        try {
            String environment = "\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            return environment.contains("\0" + MARK + "\0") || Files.readString(process.resolve("comm")).startsWith(LAUNCHER);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Empty if there is no such process. The name, in parentheses, may hold anything. */
    private List<String> stat(String pid) {
        try {
            String text = Files.readString(proc.resolve(pid).resolve("stat"), StandardCharsets.ISO_8859_1);
            return List.of(text.substring(text.lastIndexOf(')') + 2).split(" "));
        } catch (IOException gone) {
            return List.of();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            throw new ProcessException("topo is stopping", asked);
        }
    }
}
