package topo.kernel.netfilter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.EventCalls;
import topo.kernel.InNetns;
import topo.kernel.KernelException;
import topo.kernel.Native;
import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.Batch;
import topo.kernel.netlink.BufferPool;
import topo.kernel.netlink.KernelTransport;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.NetlinkSocket;

/** Asks nf_tables for its generation number (NFT_MSG_GETGEN of linux/netfilter/nf_tables.h), a twentieth of what a run of iptables takes. */
public final class KernelGenerations implements Generations {
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 0x80000;
    private static final int NETLINK_NETFILTER = 12;
    private static final int SOL_SOCKET = 1;
    private static final int SO_NETNS_COOKIE = 71;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_NEWGEN = 15;
    private static final int NFT_MSG_GETGEN = 16;
    private static final int NFTA_GEN_ID = 1;
    private static final int NFGENMSG = 4;

    private final Native sys;
    private final EventCalls calls;
    private final InNetns namespaces;
    private final BufferPool buffers = new BufferPool();

    public KernelGenerations(Native sys, EventCalls calls, InNetns namespaces) {
        this.sys = sys;
        this.calls = calls;
        this.namespaces = namespaces;
    }

    @Override
    public Optional<Generation> of(NetnsName netns) {
        try {
            return namespaces.inside(netns, this::here);
        } catch (KernelException untold) {
            // Without the number there is just more to read; what keeps it from us keeps that from us, too, and is told there.
            return Optional.empty();
        } catch (RuntimeException refused) {
            throw refused;
        } catch (Exception unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    /** Of the calling thread's namespace. */
    private Optional<Generation> here() {
        long cookie = cookie();
        try (NetlinkSocket socket = new NetlinkSocket(new KernelTransport(sys, NETLINK_NETFILTER), buffers)) {
            int[] number = new int[1];
            boolean[] told = new boolean[1];
            Batch batch = socket.batch();
            batch.request(NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_GETGEN, 0, "ask for the generation of nf_tables", refused -> {
                throw refused;
            }, reply -> {
                told[0] = read(reply, number);
            }).u8(0).u8(0).u16(0).end();
            batch.flush();
            return told[0] ? Optional.of(new Generation(cookie, number[0])) : Optional.empty();
        }
    }

    private static boolean read(Message reply, int[] number) {
        if (reply.type() != (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN)) {
            return false;
        }
        Attributes attributes = reply.attributes(NFGENMSG);
        while (attributes.next()) {
            if (attributes.type() == NFTA_GEN_ID) {
                number[0] = attributes.be32();
                return true;
            }
        }
        return false;
    }

    private long cookie() {
        int socket = sys.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_NETFILTER);
        try {
            ByteBuffer value = ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder());
            calls.getsockopt(socket, SOL_SOCKET, SO_NETNS_COOKIE, value);
            return value.getLong(0);
        } finally {
            sys.close(socket);
        }
    }
}
