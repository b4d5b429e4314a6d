package topo.reconcilers;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import topo.kernel.Native;
import topo.kernel.process.Processes;
import topo.kernel.process.SystemProcesses;

/**
 * Everything through which topo touches the world it runs in. Tests put faults into it; nothing else in topo reaches around it to change
 * something.
 *
 * @param sys made at first use, as that loads the native library
 * @param files where the paths of state, sysctls, control groups and named namespaces are taken from
 */
public record Host(Supplier<Native> sys, Supplier<Processes> processes, FileSystem files, Map<String, String> environment) {

    /** This machine. {@code environment}: that of the process. */
    public static Host real(Map<String, String> environment) {
        return new Host(Native::new, SystemProcesses::new, FileSystems.getDefault(), Map.copyOf(environment));
    }

    public Path path(String path) {
        return files.getPath(path);
    }

    /** The variable's value, or {@code standard} if it is not set or empty. */
    public String variable(String name, String standard) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? standard : value;
    }
}
