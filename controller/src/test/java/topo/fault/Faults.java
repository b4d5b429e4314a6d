package topo.fault;

import static topo.fault.Fault.alwaysRefused;
import static topo.fault.Fault.always;
import static topo.fault.Fault.once;
import static topo.fault.Fault.refused;

import java.util.List;
import java.util.Map;
import topo.fault.Fault.How;
import topo.kernel.Errno;

/** Which faults there are for each sort of call. */
final class Faults {
    /** Of the C library. */
    static final Map<String, List<Fault>> KERNEL = Map.of(
            "socket", List.of(refused(Errno.EMFILE), alwaysRefused(Errno.ENFILE), refused(Errno.EPERM)),
            "connect", List.of(refused(Errno.ENOMEM)),
            "setsockopt", List.of(refused(Errno.ENOMEM)),
            "send", List.of(refused(Errno.ENOBUFS), alwaysRefused(Errno.EPERM)),
            "recv", List.of(refused(Errno.ENOBUFS), once(How.TRUNCATED), once(How.INTERRUPTED), always(How.INTERRUPTED), once(How.STRAY),
                    once(How.GARBLED), once(How.LOST)),
            "open", List.of(refused(Errno.EMFILE), refused(Errno.ENOENT), refused(Errno.EIO)),
            "setns", List.of(refused(Errno.EPERM), refused(Errno.EINVAL)),
            "unshare", List.of(refused(Errno.ENOSPC), refused(Errno.EPERM)),
            "mount", List.of(refused(Errno.EPERM), refused(Errno.EINVAL), refused(Errno.ENOMEM)),
            "umount2", List.of(refused(Errno.EBUSY), refused(Errno.EINVAL)));

    /** Of programs. */
    static final Map<String, List<Fault>> PROGRAMS = Map.of(
            "find", List.of(once(How.MISSING), always(How.MISSING)),
            "run", List.of(once(How.EXIT_1), once(How.EXIT_2), once(How.EXIT_4), once(How.KILLED), always(How.KILLED), once(How.CRASHED),
                    once(How.KILLED_LATE), once(How.HANGS), once(How.FLOODS), once(How.CUT), always(How.CUT), once(How.INCOMPATIBLE),
                    refused(Errno.ENOENT)));

    /** Of files: state, sysctls, cgroups, the folder of namespaces. */
    static final Map<String, List<Fault>> FILES = Map.of(
            "look", List.of(refused(Errno.EIO), refused(Errno.EACCES)),
            "list", List.of(refused(Errno.EIO), refused(Errno.EACCES)),
            "entry", List.of(refused(Errno.EIO)),
            "openFile", List.of(refused(Errno.EIO), refused(Errno.EACCES)),
            "read", List.of(refused(Errno.EIO)),
            "create", List.of(refused(Errno.ENOSPC), refused(Errno.EACCES), alwaysRefused(Errno.EROFS)),
            "write", List.of(refused(Errno.ENOSPC), refused(Errno.EIO), once(How.SHORT), alwaysRefused(Errno.ENOSPC)),
            "set", List.of(refused(Errno.EIO), refused(Errno.EINVAL)),
            "sync", List.of(refused(Errno.EIO)),
            "remove", List.of(refused(Errno.EIO), refused(Errno.EROFS)));

    /** Of the clock. */
    static final Map<String, List<Fault>> CLOCK = Map.of("clock", List.of(once(How.AHEAD), always(How.AHEAD), once(How.BEHIND),
            always(How.BEHIND)));

    private Faults() {}
}
