package topo.kernel.events;

import java.nio.file.Path;
import java.util.Set;
import topo.api.net.NetnsName;

/** What a watch of inotify is there for. */
sealed interface Watch {
    /** {@code /run/netns}. */
    record NetnsFolder() implements Watch {}

    /** The lock of legacy iptables, which every change and most looks take; the file stays when it is released. */
    record LegacyLock() implements Watch {}

    /** The folder in which that lock will be made by who needs it first. */
    record LegacyLockFolder(String name) implements Watch {}

    /** A file below {@code /proc/sys}, as that namespace sees it. */
    record SysctlFile(NetnsName netns, String path) implements Watch {}

    /**
     * A folder of which every change counts ({@code whole}), or only that {@code children}, which are watched themselves, are made, deleted
     * or moved: a control group that is removed says nothing through a watch of its own, only through its parent's.
     */
    record Folder(Path path, boolean whole, Set<String> children) implements Watch {}
}
