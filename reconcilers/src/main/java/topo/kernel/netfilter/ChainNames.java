package topo.kernel.netfilter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.InNetns;
import topo.kernel.KernelException;
import topo.kernel.Native;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.MessageWriter;
import topo.kernel.netlink.NetlinkSocket;

/**
 * Cheap signs of what iptables holds in a namespace, without a process: the chains of nf_tables over nfnetlink
 * (linux/netfilter/nf_tables.h), some 50 microseconds, and the names of the tables that the older x_tables has set up.
 */
public final class ChainNames implements TableSigns {
    private static final int NETLINK_NETFILTER = 12;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_GETCHAIN = 4;
    private static final int NFTA_CHAIN_NAME = 3;
    private static final int NFGENMSG = 4;

    private final Supplier<Native> sys;
    private final InNetns namespaces;
    private final BufferPool buffers = new BufferPool();

    public ChainNames(Supplier<Native> sys, InNetns namespaces) {
        this.sys = sys;
        this.namespaces = namespaces;
    }

    @Override
    public Set<String> ofNft(NetnsName netns) {
        Set<String> names = new TreeSet<>();
        try (NetlinkSocket socket = inside(netns, this::open)) {
            if (socket != null) {
                list(socket, names);
            }
        }
        return names;
    }

    /** Null where the kernel has no nfnetlink. */
    private NetlinkSocket open() {
        try {
            return new NetlinkSocket(new KernelTransport(sys.get(), NETLINK_NETFILTER), buffers);
        } catch (KernelException refused) {
            if (refused.errno() == Errno.EPROTONOSUPPORT) {
                return null;
            }
            throw refused;
        }
    }

    private static void list(NetlinkSocket socket, Set<String> names) {
        MessageWriter request = socket.dumpRequest(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETCHAIN);
        request.u8(0).u8(0).u16(0).end();
        try {
            socket.dump("list the nf_tables chains", request, names::clear, message -> {
                Attributes attributes = message.attributes(NFGENMSG);
                while (attributes.next()) {
                    if (attributes.type() == NFTA_CHAIN_NAME) {
                        names.add(attributes.text());
                    }
                }
            });
        } catch (KernelException refused) {
            // nfnetlink_rcv_msg without the subsystem; an older kernel says it with the other one.
            if (refused.errno() != Errno.EINVAL && refused.errno() != Errno.EOPNOTSUPP) {
                throw refused;
            }
        }
    }

    @Override
    public boolean hasLegacyTable(NetnsName netns, boolean v6, String table) {
        Path names = Path.of("/proc/thread-self/net", v6 ? "ip6_tables_names" : "ip_tables_names");
        return inside(netns, () -> {
            try {
                return Files.readAllLines(names).contains(table);
            } catch (NoSuchFileException noXtables) {
                return false;
            }
        });
    }

    private <T> T inside(NetnsName netns, Callable<T> task) {
        try {
            return namespaces.inside(netns, task);
        } catch (RuntimeException refused) {
            throw refused;
        } catch (IOException refused) {
            throw KernelException.of("read the tables of x_tables" + netns.suffix(), refused);
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
