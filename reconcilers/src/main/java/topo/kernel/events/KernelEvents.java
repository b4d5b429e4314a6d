package topo.kernel.events;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.kernel.EventCalls;
import topo.kernel.Namespaces;
import topo.kernel.Native;
import topo.kernel.Sysctls;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.NetlinkSocket;

/**
 * Tells which namespaces, control groups and sysctls may have changed, within a millisecond, for any number of namespaces with one thread
 * and seven open files. It says where to look, never what is there: what happened before a watch method returned is not told, so look
 * once after it.
 *
 * <p>One thread waits for all descriptors and only takes notes; {@link #take} does the rest on the consumer's. What the kernel had to throw
 * away becomes {@link Changes#everything}. Our own changes are told like anybody else's.
 *
 * <p>Thread-safe; {@link #take} is for one consumer. Make it, and call its methods, in the host's network namespace.
 */
public final class KernelEvents implements AutoCloseable {
    private final Mailbox mailbox = new Mailbox();
    private final NamespaceIds ids;
    private final Sources sources;
    private final FolderWatches folders;
    private final SysctlWatches sysctls;
    private final Path netnsFolder;

    /**
     * Listens from now on, to nothing yet.
     *
     * @throws topo.kernel.KernelException if the kernel refuses, EPERM without CAP_NET_ADMIN
     */
    public KernelEvents(Native sys, EventCalls calls, Namespaces namespaces, Settings settings) {
        this.netnsFolder = namespaces.folder();
        NetlinkSocket host = new NetlinkSocket(new KernelTransport(sys, KernelTransport.NETLINK_ROUTE), new BufferPool());
        try {
            ids = new NamespaceIds(sys, namespaces, new MountTable(settings.mountTable(), netnsFolder), host);
            sources = new Sources(sys, calls, new Notes(mailbox, ids, settings.aspects()), mailbox, settings);
        } catch (RuntimeException failed) {
            host.close();
            throw failed;
        }
        folders = new FolderWatches(sources.watches());
        sysctls = new SysctlWatches(sources.watches(), namespaces, new Sysctls(namespaces, settings.sysctls()));
        try {
            watchNetnsFolder();
            sources.start();
        } catch (RuntimeException failed) {
            close();
            throw failed;
        }
    }

    /** The aspects asked for that this kernel does not tell of, so that only looking finds their changes. */
    public Set<Aspect> deaf() {
        return Set.copyOf(sources.deaf());
    }

    /**
     * Makes these the watched namespaces, {@link NetnsName#HOST} among them if it is wanted. Names that do not exist yet are told of when
     * they do.
     *
     * @throws topo.kernel.KernelException if the kernel refuses
     */
    public void watch(Set<NetnsName> namespaces) {
        sysctls.retain(namespaces);
        ids.watch(namespaces);
    }

    /**
     * Makes these the watched sysctls of these namespaces; the others keep theirs. To be called after every look at a namespace, as files
     * of an interface go away with it and a namespace made anew has its own: what is watched already costs little. Paths are
     * {@code net/ipv4/conf/all/arp_ignore}, from names that were checked.
     */
    public void watchSysctls(Map<NetnsName, Set<String>> paths) {
        sysctls.watch(paths);
    }

    /**
     * Makes these the watched folders, as control groups are: told of are writes to their files, and that they are made, removed or moved.
     * A folder whose parent does not exist either is not watched until this is called again.
     *
     * <p>Not told of: that a process leaves a group (what is written is a file of the group that it goes to), forks or ends in it; but for
     * the first and the last one in a group of version 2, by its cgroup.events.
     */
    public void watchFolders(Set<Path> all) {
        folders.watch(all);
    }

    /**
     * Waits until something may have changed and returns everything that may have since the last time; {@link Changes#NONE} if nothing did
     * for so long, or it is closed.
     *
     * @throws IllegalStateException if the thread that listens has ended for a reason that nobody foresaw: nothing is heard any more
     */
    public Changes take(Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            Heard heard = mailbox.take(deadline);
            if (heard == null) {
                return Changes.NONE;
            }
            followNamespaces(heard);
            followFolders(heard);
            Changes changes = heard.changes();
            if (!changes.isEmpty()) {
                return changes;
            }
        }
    }

    /** Before the consumer looks: from then on the namespace that it will see must be heard. */
    private void followNamespaces(Heard heard) {
        if (heard.namespacesMayDiffer()) {
            watchNetnsFolder();
            Set<NetnsName> suspects = new HashSet<>(heard.isEverything() ? ids.watched() : heard.suspects());
            ids.refresh(suspects).forEach(name -> heard.aspect(name, Aspect.NAMESPACE));
        }
    }

    private void followFolders(Heard heard) {
        if (heard.isEverything()) {
            folders.refreshAll();
        } else {
            folders.refresh(heard.suspectFolders());
        }
    }

    /** It is made with the first namespace. */
    private void watchNetnsFolder() {
        int entries = InotifyRecord.IN_CREATE | InotifyRecord.IN_DELETE | InotifyRecord.IN_MOVED_FROM | InotifyRecord.IN_MOVED_TO;
        sources.watches().add(netnsFolder.toString(), entries, new Watch.NetnsFolder());
    }

    @Override
    public void close() {
        sources.close();
        ids.close();
        mailbox.close();
    }
}
