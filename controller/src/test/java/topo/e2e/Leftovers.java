package topo.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The processes that a sandbox's commands left in the background. Nobody else can be in its mount namespace. */
final class Leftovers {
    private Leftovers() {}

    /** Ends every process in the mount namespace of this one but itself, and waits until they are gone from their cgroups. */
    static void endAllIn(Process holder) {
        Optional<String> namespace = mountNamespace(holder.pid());
        if (namespace.isEmpty()) {
            return;
        }
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != holder.pid() && mountNamespace(process.pid()).equals(namespace))
                .forEach(found::add);
        found.forEach(ProcessHandle::destroyForcibly);
        found.forEach(process -> process.onExit().join());
    }

    private static Optional<String> mountNamespace(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt")).toString());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** The pids in a cgroup folder. */
    static List<String> processesIn(Path cgroup) {
        try (Stream<String> lines = Files.lines(cgroup.resolve("cgroup.procs"))) {
            return lines.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
