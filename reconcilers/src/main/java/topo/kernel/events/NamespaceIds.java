package topo.kernel.events;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.netlink.Batch;
import topo.kernel.netlink.NetlinkSocket;

/**
 * What the host's namespace calls the watched ones: the numbers by which their events are told apart (RTM_NEWNSID). A namespace keeps its
 * number as long as it lives; the kernel has no request to take it back. No file of a namespace stays open. Thread-safe.
 */
final class NamespaceIds implements AutoCloseable {
    private static final int RTM_NEWNSID = 88;
    private static final int RTM_GETNSID = 90;
    private static final int NETNSA_NSID = 1;
    private static final int NETNSA_FD = 3;
    private static final int ANY_ID = -1;
    private static final int AT_ONCE = 128;
    private static final long ABSENT = 0;

    private final Native sys;
    private final Namespaces namespaces;
    private final MountTable mounts;
    private final NetlinkSocket host;
    private final long hostInode;
    /** The inode number that each watched name stands for, {@link #ABSENT} for a name without a namespace. */
    private final Map<NetnsName, Long> inodes = new HashMap<>();
    private final Map<NetnsName, Integer> ids = new HashMap<>();
    private boolean hostWatched;
    private volatile Map<Integer, List<NetnsName>> names = Map.of();

    /** {@code host}: a socket of the calling thread's namespace, the host's, used and closed here. */
    NamespaceIds(Native sys, Namespaces namespaces, MountTable mounts, NetlinkSocket host) {
        this.sys = sys;
        this.namespaces = namespaces;
        this.mounts = mounts;
        this.host = host;
        this.hostInode = hostInode();
    }

    private static long hostInode() {
        try {
            return (Long) Files.getAttribute(Path.of("/proc/thread-self/ns/net"), "unix:ino");
        } catch (IOException refused) {
            throw KernelException.of("look at the own namespace", refused);
        }
    }

    /** The watched names of the namespace with this number; none for one that nobody asked for. */
    List<NetnsName> names(int id) {
        return names.getOrDefault(id, List.of());
    }

    /** Makes these the watched ones. Those that exist are heard when it returns. */
    synchronized void watch(Set<NetnsName> all) {
        Set<NetnsName> named = new TreeSet<>(all);
        hostWatched = named.remove(NetnsName.HOST);
        inodes.keySet().retainAll(named);
        ids.keySet().retainAll(named);
        named.removeAll(inodes.keySet());
        named.forEach(name -> inodes.put(name, ABSENT));
        refresh(named);
    }

    /** Every watched name, without the host. */
    synchronized Set<NetnsName> watched() {
        return new TreeSet<>(inodes.keySet());
    }

    /**
     * The watched names that stand for another namespace than before, or for none any more; those that exist are heard when it returns.
     * {@code suspects}: names that are taken to do so, as the kernel may give a new namespace the inode number of an old one.
     */
    synchronized Set<NetnsName> refresh(Set<NetnsName> suspects) {
        Map<NetnsName, Long> mounted = mounts.namespaces();
        Set<NetnsName> different = new TreeSet<>();
        List<NetnsName> present = new ArrayList<>();
        inodes.replaceAll((name, before) -> {
            long now = mounted.getOrDefault(name, ABSENT);
            if (now != before || suspects.contains(name)) {
                different.add(name);
                ids.remove(name);
                if (now != ABSENT) {
                    present.add(name);
                }
            }
            return now;
        });
        for (int from = 0; from < present.size(); from += AT_ONCE) {
            assign(present.subList(from, Math.min(from + AT_ONCE, present.size())));
        }
        publish();
        return different;
    }

    private void assign(List<NetnsName> some) {
        Map<NetnsName, Integer> files = new LinkedHashMap<>();
        try {
            for (NetnsName name : some) {
                open(name, files);
            }
            Batch batch = host.batch();
            files.forEach((name, file) -> request(batch, name, file));
            batch.flush();
            files.forEach((name, file) -> ask(batch, name, file));
            batch.flush();
        } finally {
            files.values().forEach(sys::close);
        }
    }

    /** A name that went away meanwhile, or leads elsewhere, is left out: the mount table will say what comes next. */
    private void open(NetnsName name, Map<NetnsName, Integer> files) {
        try {
            files.put(name, namespaces.open(name));
        } catch (KernelException gone) {
            if (gone.errno() != Errno.ENOENT && gone.errno() != Errno.EINVAL) {
                throw gone;
            }
        }
    }

    private static void request(Batch batch, NetnsName name, int file) {
        batch.request(RTM_NEWNSID, 0, "number namespace " + name, refused -> {
            // EEXIST: it has one. EINVAL: the file is no namespace any more.
            if (refused.errno() != Errno.EEXIST && refused.errno() != Errno.EINVAL) {
                throw refused;
            }
        }).u32(0).attributeU32(NETNSA_FD, file).attributeU32(NETNSA_NSID, ANY_ID).end();
    }

    private void ask(Batch batch, NetnsName name, int file) {
        batch.request(RTM_GETNSID, 0, "find the number of namespace " + name, refused -> { },
                answer -> ids.put(name, RtnlNotices.namespaceId(answer))).u32(0).attributeU32(NETNSA_FD, file).end();
    }

    private void publish() {
        Map<Integer, List<NetnsName>> byId = new HashMap<>();
        inodes.forEach((name, inode) -> {
            // What the host itself does comes without a number, also if it has a name.
            int id = inode == hostInode ? Datagrams.OWN_NAMESPACE : ids.getOrDefault(name, ANY_ID);
            if (inode != ABSENT && (id != ANY_ID || inode == hostInode)) {
                byId.computeIfAbsent(id, i -> new ArrayList<>()).add(name);
            }
        });
        if (hostWatched) {
            byId.computeIfAbsent(Datagrams.OWN_NAMESPACE, i -> new ArrayList<>()).add(NetnsName.HOST);
        }
        names = byId;
    }

    @Override
    public void close() {
        host.close();
    }
}
