package topo.reconcilers.cgroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import topo.api.Change;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;
import topo.kernel.cgroup.Cgroups;
import topo.kernel.cgroup.Controller;
import topo.kernel.cgroup.Hierarchy;
import topo.reconcilers.NoMemory;

/**
 * The real kernel, below cgroups made for one test: a folder of links to one in each v1 hierarchy, or one in v2. Applies topologies as
 * the engine does and answers with what it changed. {@link #close} ends the processes that were started here and removes all.
 */
final class TestHost implements AutoCloseable {
    private static final Path SYSTEM = Path.of("/sys/fs/cgroup");
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Mark MARK = new Mark("lab");

    final Path root;
    final Cgroups cgroups;
    final CgroupReconciler reconciler;
    private final List<Path> made = new ArrayList<>();
    private final Map<NetnsName, Process> anchors = new HashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private Resources applied = Resources.NONE;

    TestHost() throws IOException {
        String name = "topo-unit-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        List<Hierarchy> real = new Cgroups(SYSTEM).layout().hierarchies();
        Path links = Files.createTempDirectory("topo-cgroups");
        Path only = null;
        for (Hierarchy hierarchy : real) {
            if (hierarchy.controllers().isEmpty()) {
                continue;
            }
            Path folder = Files.createDirectory(hierarchy.root().resolve(name));
            made.add(folder);
            if (hierarchy.unified()) {
                only = real.size() == 1 ? folder : null;
                hierarchy.controllers().forEach(c -> write(hierarchy.root().resolve("cgroup.subtree_control"), "+" + c.unifiedName()));
            } else if (hierarchy.has(Controller.CPUSET)) {
                copy(hierarchy.root(), folder, "cpuset.cpus");
                copy(hierarchy.root(), folder, "cpuset.mems");
            }
            Files.createSymbolicLink(links.resolve(hierarchy.root().getFileName()), folder);
        }
        root = only == null ? links : only;
        cgroups = new Cgroups(root);
        reconciler = new CgroupReconciler(cgroups, this::netnsFile);
        if (only != null) {
            delete(links);
        }
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Why a test that needs this controller cannot run here; empty if it can. */
    boolean has(Controller controller) {
        return cgroups.layout().of(controller).isPresent();
    }

    boolean isLegacy(Controller controller) {
        return has(controller) && !cgroups.layout().of(controller).orElseThrow().unified();
    }

    /** Makes it so and returns the changes, each as {@code symbol name field: from -> to, …}; fails on any failure. */
    List<String> apply(String... entries) {
        Map<ResourceId, String> failures = new LinkedHashMap<>();
        List<String> changes = apply(failures, entries);
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.toString());
        }
        return changes;
    }

    List<String> apply(Map<ResourceId, String> failures, String... entries) {
        Resources desired = Documents.read(entries).resources();
        Look look = new Look(MARK, desired, applied, new NoMemory());
        Map<ResourceId, Observed<Cgroup>> observed = reconciler.observe(look);
        List<String> told = new ArrayList<>();
        List<Cgroup> settled = new ArrayList<>();
        for (Cgroup wanted : desired.of(Cgroup.class)) {
            Observed<Cgroup> seen = observed.get(wanted.id());
            settled.add(reconciler.settle(wanted, seen == null ? null : seen.value(), look));
        }
        Session session = new Session(MARK, new Resources(settled), java.util.Set.of(), new NoMemory());
        List<Cgroup> gone = new ArrayList<>();
        observed.values().stream().map(Observed::value).filter(value -> !desired.contains(value.id()))
                .sorted((a, b) -> b.name().compareTo(a.name())).forEach(gone::add);
        gone.forEach(value -> told.add("- " + value.name()));
        reconciler.delete(gone, session);
        settled.sort(java.util.Comparator.comparing(Cgroup::name));
        List<Change<Cgroup>> disruptive = new ArrayList<>();
        for (Cgroup wanted : settled) {
            Observed<Cgroup> seen = observed.get(wanted.id());
            Change<Cgroup> change = seen == null ? new Change.Create<>(wanted) : new Change.Update<>(seen.value(), wanted);
            if (seen != null && seen.value().equals(wanted)) {
                Optional<Change<Cgroup>> because = disruptive.stream()
                        .filter(other -> wanted.dependsOn(session.desired()).contains(other.id())).findFirst();
                if (because.isEmpty()) {
                    continue;
                }
                change = new Change.Restore<>(wanted, because.get().id());
            }
            told.add(tell(change));
            if (reconciler.disrupts(change)) {
                disruptive.add(change);
            }
            reconciler.apply(List.of(change), session);
        }
        failures.putAll(session.failures());
        applied = desired;
        return told;
    }

    private static String tell(Change<Cgroup> change) {
        StringBuilder text = new StringBuilder(change.symbol() + " " + change.id().name());
        if (change instanceof Change.Update<Cgroup> update) {
            update.fields().forEach(field ->
                    text.append(" ").append(field.name()).append(":").append(field.from()).append("->").append(field.to()));
        }
        return text.toString();
    }

    /** The folder of a cgroup of the topology in the hierarchy of this controller. */
    Path folder(Controller controller, String name) {
        return cgroups.layout().of(controller).orElseThrow().root().resolve("topo/lab").resolve(name);
    }

    String read(Controller controller, String name, String legacyFile, String unifiedFile) {
        return content(folder(controller, name).resolve(isLegacy(controller) ? legacyFile : unifiedFile));
    }

    static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether nothing of topo is left below the root in any hierarchy. */
    boolean isClean() {
        return cgroups.layout().hierarchies().stream()
                .noneMatch(hierarchy -> Files.exists(hierarchy.root().resolve("topo"))
                        || Files.exists(hierarchy.root().resolve("topo-released")));
    }

    /** A real network namespace, kept by a process. */
    Process namespace(String name) throws IOException, InterruptedException {
        Process process = start("unshare", "-n", "sleep", "120");
        anchors.put(new NetnsName(name), process);
        String own = Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString();
        for (int i = 0; i < 500 && Files.readSymbolicLink(netnsFile(new NetnsName(name))).toString().equals(own); i++) {
            Thread.sleep(10);
        }
        return process;
    }

    /** A process in a namespace that {@link #namespace} made. */
    Process inside(String name, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", Long.toString(anchors.get(new NetnsName(name)).pid()), "-n"));
        all.addAll(List.of(command));
        return start(all.toArray(String[]::new));
    }

    Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        processes.add(process);
        return process;
    }

    private Path netnsFile(NetnsName netns) {
        Process anchor = anchors.get(netns);
        return anchor == null ? root.resolve("no-such-namespace") : Path.of("/proc/" + anchor.pid() + "/ns/net");
    }

    /** Its path in the hierarchy of this controller, from this test's root on. */
    String cgroupOf(Process process, Controller controller) {
        Hierarchy hierarchy = cgroups.layout().of(controller).orElseThrow();
        for (String line : content(Path.of("/proc/" + process.pid() + "/cgroup")).split("\n")) {
            String[] parts = line.split(":", 3);
            boolean right = hierarchy.unified() ? parts[1].isEmpty() : List.of(parts[1].split(",")).contains(controller.legacyName());
            if (right) {
                return parts[2].startsWith(hierarchy.path() + "/") ? parts[2].substring(hierarchy.path().length())
                        : parts[2].equals(hierarchy.path()) ? "" : "outside " + parts[2];
            }
        }
        throw new AssertionError("no line of " + controller);
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().onExit().join();
        }
        for (Path folder : made) {
            remove(folder);
        }
        if (Files.isDirectory(root)) {
            delete(root);
        }
    }

    /** All that is in a cgroup of this test was started by it; a shell that has ended leaves its children there. */
    private static void remove(Path folder) throws IOException {
        for (String pid : Files.readAllLines(folder.resolve("cgroup.procs"))) {
            ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
        }
        try (var entries = Files.newDirectoryStream(folder, Files::isDirectory)) {
            for (Path entry : entries) {
                remove(entry);
            }
        }
        for (int i = 0; ; i++) {
            try {
                Files.delete(folder);
                return;
            } catch (IOException busy) {
                if (i == 100) {
                    throw busy;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
    }

    private static void delete(Path links) throws IOException {
        try (var entries = Files.newDirectoryStream(links)) {
            for (Path entry : entries) {
                Files.delete(entry);
            }
        }
        Files.delete(links);
    }

    private static void copy(Path from, Path to, String file) {
        write(to.resolve(file), content(from.resolve(file)));
    }
}
