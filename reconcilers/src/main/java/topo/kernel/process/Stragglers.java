package topo.kernel.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Programs that a killed topo has started and that run on without it: a killed parent takes no child along, and one that waits for a lock
 * or is about to commit changes the host later on. Java cannot ask for a signal at the parent's death (PR_SET_PDEATHSIG in the child), and
 * a signal would come too late for what the kernel is already doing; so they are waited for. {@link #PARENT} in their environment tells
 * whose they are.
 */
public final class Stragglers {
    /** The environment variable that every program of {@link SystemProcesses} has, with the word of who started it. */
    static final String PARENT = "TOPO_PARENT";

    /** What the JVM forks into before the program; it has the JVM's own environment for a moment. */
    private static final String LAUNCHER = "jspawnhelper";
    private static final int PAUSE_MILLIS = 5;
    /** proc_pid_stat(5), counted from the state, which comes after the name. */
    private static final int START_TIME = 19;

    /** Words come from a file too, and become part of a path. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");

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
        List<String> stat = dot < 0 ? List.of() : stat(word.substring(0, dot));
        return stat.size() > START_TIME && stat.get(START_TIME).equals(word.substring(dot + 1));
    }

    /**
     * Returns when none runs any more that one of these processes has started.
     *
     * @param parents words of processes that have ended
     * @throws ProcessException if one still does after the limit
     */
    public void await(Collection<String> parents, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        for (List<String> running = find(parents); !running.isEmpty(); running = find(parents)) {
            for (String one : running) {
                while (lives(one)) {
                    if (System.nanoTime() - end > 0) {
                        throw new ProcessException("process " + one.substring(0, one.indexOf('.'))
                                + ", which a killed topo has started, still runs; wait for it or end it");
                    }
                    pause();
                }
            }
        }
    }

    private List<String> find(Collection<String> parents) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(proc, "[0-9]*")) {
            String mounts = Files.readSymbolicLink(proc.resolve("self/ns/mnt")).toString();
            for (Path entry : entries) {
                if (isOf(parents, entry, mounts)) {
                    String pid = entry.getFileName().toString();
                    List<String> stat = stat(pid);
                    if (stat.size() > START_TIME) {
                        found.add(pid + "." + stat.get(START_TIME));
                    }
                }
            }
            return found;
        } catch (IOException noProc) {
            throw new ProcessException("list " + proc + ": " + noProc.getMessage(), noProc);
        }
    }

    /** {@code mounts}: our mount namespace, for one that is about to become somebody's program tells only what it shares with us. */
    private static boolean isOf(Collection<String> parents, Path process, String mounts) {
        try {
            String environment = "\0" + Files.readString(process.resolve("environ"), StandardCharsets.ISO_8859_1);
            int at = environment.indexOf("\0" + PARENT + "=");
            if (at >= 0) {
                int start = at + PARENT.length() + 2;
                int end = environment.indexOf('\0', start);
                return parents.contains(environment.substring(start, end < 0 ? environment.length() : end));
            }
            return Files.readString(process.resolve("comm")).startsWith(LAUNCHER)
                    && Files.readSymbolicLink(process.resolve("ns/mnt")).toString().equals(mounts);
        } catch (IOException gone) {
            return false;
        }
    }

    /** Empty if there is no such process. The name, in parentheses, may hold anything. */
    private List<String> stat(String pid) {
        if (!NUMBER.matcher(pid).matches()) {
            return List.of();
        }
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
