package topo.proof;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import topo.cli.Program;
import topo.reconcilers.Host;

/**
 * A host with foreign things on it, and topo. Must run in network and mount namespaces of its own. What goes against a promise is
 * collected, not thrown.
 */
final class Lab implements AutoCloseable {
    private static final long PATIENCE_NANOS = 4_000_000_000L;
    private static final long PAUSE_NANOS = 400_000_000L;
    private static final int SAME_LOOKS = 5;

    private final Host host;
    private final CgroupFolders cgroups;
    private final ProcessHandle foreigner;
    private final Path documents;
    private final Set<String> names;
    private final String whole;
    private final String foreign;
    private final List<String> broken = new ArrayList<>();
    private final List<Process> inside = new ArrayList<>();
    private int comparisons;
    private int differences;

    Lab(Path documents) {
        this(documents, Map.of());
    }

    /** {@code environment}: what topo finds. */
    Lab(Path documents, Map<String, String> environment) {
        this.host = Host.real(environment);
        this.documents = documents;
        this.cgroups = CgroupFolders.mount("topo-proof-" + ProcessHandle.current().pid());
        this.foreigner = Scenery.make(cgroups);
        Fingerprint before = atRest();
        this.whole = before.whole();
        this.names = names();
        this.foreign = before.foreign(Set.of());
    }

    /** Links that have just come up take a second or two until all is told of them. */
    private Fingerprint atRest() {
        Fingerprint before = look();
        int same = 0;
        while (same < SAME_LOOKS) {
            LockSupport.parkNanos(PAUSE_NANOS);
            Fingerprint now = look();
            same = now.whole().equals(before.whole()) ? same + 1 : 0;
            before = now;
        }
        return before;
    }

    private static Set<String> names() {
        return Set.of(new File("/run/netns").list());
    }

    /** The named namespaces that were not there at first. */
    private Set<String> fresh() {
        Set<String> fresh = new HashSet<>(names());
        fresh.removeAll(names);
        return fresh;
    }

    private Fingerprint look() {
        Set<String> pids = inside.stream().map(process -> Long.toString(process.pid())).collect(Collectors.toSet());
        return Fingerprint.take(Scenery.NAMESPACES, cgroups, pids);
    }

    String document(String name) {
        return documents.resolve(name).toString();
    }

    Program.Ended topo(String... words) {
        return Program.run(host, words);
    }

    /** As {@link #topo}, for what must succeed; {@code when} is for the report. */
    Program.Ended must(String when, String... words) {
        Program.Ended result = topo(words);
        if (result.status() != 0) {
            fail(when + ": topo " + String.join(" ", words) + ": " + result);
        }
        return result;
    }

    /** Applies and applies again, which must find nothing to do. Returns the messages of the first. */
    String converge(String when, String document) {
        Program.Ended first = must(when, "apply", document(document));
        Program.Ended again = must(when + ", again", "apply", document(document));
        if (!again.out().endsWith("No changes.\n")) {
            fail(when + ": the second apply finds: " + again);
        }
        return first.err();
    }

    /** Starts a process in a namespace of the topology. */
    void enter(String namespace) {
        try {
            inside.add(new ProcessBuilder("nsenter", "--net=/run/netns/" + namespace, "--", "sleep", "100000")
                    .redirectErrorStream(true).redirectOutput(new File("/dev/null")).start());
            // It is inside once it is another program.
            Path name = Path.of("/proc/" + inside.get(inside.size() - 1).pid() + "/comm");
            while (!Files.readString(name).equals("sleep\n")) {
                Thread.onSpinWait();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Compares what topo does not own with how it was at first. */
    void foreignIsAsBefore(String when) {
        compare(when, foreign, false);
    }

    /** Ends the processes inside and compares everything with how it was at first: nothing of topo's is left, nothing else has changed. */
    void allIsAsBefore(String when) {
        leave();
        if (!compare(when, whole, true)) {
            putBack();
        }
        for (Path left : List.of(Path.of("/var/lib/topo/topologies"), Path.of("/run/topo/intents"))) {
            try {
                boolean isFolder = Files.isDirectory(left, LinkOption.NOFOLLOW_LINKS);
                if (isFolder && list(left) > 0 || !isFolder && Files.exists(left) && Files.size(left) > 0) {
                    fail(when + ": " + left + " is not empty");
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    private static long list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }

    private void leave() {
        inside.forEach(process -> process.destroyForcibly().onExit().join());
        inside.clear();
    }

    /** The kernel takes namespaces down in its own time, so a difference counts if it stays. */
    /** Settings that were left changed would be told by every trial after this one. */
    private void putBack() {
        Set<String> now = look().whole().lines().collect(Collectors.toSet());
        for (String line : whole.lines().filter(setting -> setting.startsWith("host sysctl: ") && !now.contains(setting)).toList()) {
            String[] words = line.substring("host sysctl: ".length()).split(":", 2);
            try {
                Files.writeString(Path.of(words[0]), words[1]);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    /** Whether there is no difference. */
    private boolean compare(String when, String before, boolean all) {
        comparisons++;
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Fingerprint now = look();
            String difference = Fingerprint.difference(before, all ? now.whole() : now.foreign(fresh()));
            if (difference.isEmpty()) {
                return true;
            } else if (System.nanoTime() > end) {
                differences++;
                fail(when + ": " + difference);
                return false;
            }
        }
    }

    /** Forgets what topo remembers, so that the next command starts as on a host that never saw one. */
    void forget() {
        delete(Path.of("/var/lib/topo"));
        delete(Path.of("/run/topo"));
    }

    private static void delete(Path root) {
        if (Files.exists(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }

    void fail(String what) {
        broken.add(what);
        System.out.println("broken " + what.replace("\n", "\n  "));
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    /** How often things were compared, and how often they were not as before, in words that {@link Worker} counts. */
    String figures() {
        return "comparisons " + comparisons + "\ndifferences " + differences;
    }

    @Override
    public void close() {
        leave();
        foreigner.destroyForcibly();
        foreigner.onExit().join();
        cgroups.close();
    }
}
