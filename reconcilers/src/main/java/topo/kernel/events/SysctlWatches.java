package topo.kernel.events;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.Sysctls;

/**
 * Watches of files below {@code /proc/sys}, put there by a thread inside each namespace. inotify tells of a write by a program; not of what
 * the kernel changes by itself, such as ip_forward after a write to conf/all/forwarding. And only as long as the kernel keeps the file's
 * inode: under memory pressure (tried with drop_caches) it makes a new one for the next who opens the file. Thread-safe.
 */
final class SysctlWatches {
    private final Watches watches;
    private final Namespaces namespaces;
    private final Sysctls files;
    private final Map<NetnsName, Map<String, Watches.Handle>> handles = new HashMap<>();

    SysctlWatches(Watches watches, Namespaces namespaces, Sysctls files) {
        this.watches = watches;
        this.namespaces = namespaces;
        this.files = files;
    }

    /** Makes these the watched paths of these namespaces; the others keep theirs. Files that do not exist are left out. */
    synchronized void watch(Map<NetnsName, Set<String>> paths) {
        Set<NetnsName> named = new HashSet<>(paths.keySet());
        if (named.remove(NetnsName.HOST)) {
            install(NetnsName.HOST, paths.get(NetnsName.HOST));
        }
        if (!named.isEmpty()) {
            namespaces.insideEach(named, netns -> install(netns, paths.get(netns)), (netns, refused) -> {
                if (refused.errno() != Errno.ENOENT && refused.errno() != Errno.EINVAL) {
                    throw refused;
                }
                forget(netns);
            });
        }
    }

    private void install(NetnsName netns, Set<String> paths) {
        Map<String, Watches.Handle> before = handles.getOrDefault(netns, Map.of());
        Map<String, Watches.Handle> now = new HashMap<>();
        for (String path : paths) {
            Watches.Handle handle = watches.add(files.file(path).toString(), InotifyRecord.IN_MODIFY, new Watch.SysctlFile(netns, path));
            if (handle != null) {
                now.put(path, handle);
            }
        }
        before.forEach((path, handle) -> watches.replace(handle, now.get(path)));
        handles.put(netns, now);
    }

    synchronized void retain(Set<NetnsName> all) {
        for (NetnsName netns : Set.copyOf(handles.keySet())) {
            if (!all.contains(netns)) {
                forget(netns);
            }
        }
    }

    private void forget(NetnsName netns) {
        Map<String, Watches.Handle> all = handles.remove(netns);
        if (all != null) {
            all.values().forEach(handle -> watches.replace(handle, null));
        }
    }
}
