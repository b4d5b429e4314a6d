package topo.kernel.events;

import topo.kernel.netlink.Attributes;
import topo.kernel.netlink.Message;

/**
 * Reads NFT_MSG_NEWGEN, which ends what nf_tables tells of each transaction (linux/netfilter/nf_tables.h, nf_tables_fill_gen_info). It is
 * sent once the rules are in force. Pure.
 */
final class NetfilterNotices {
    /** NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN. */
    static final int NEWGEN = 10 << 8 | 15;

    private static final int NFGENMSG = 4;
    private static final int NFTA_GEN_PROC_PID = 2;
    private static final int NFTA_GEN_PROC_NAME = 3;

    private NetfilterNotices() {}

    /** Null for any other message. */
    static Notice parse(Message message) {
        if (message.type() != NEWGEN) {
            return null;
        }
        int pid = 0;
        String program = "";
        Attributes attributes = message.attributes(NFGENMSG);
        while (attributes.next()) {
            switch (attributes.type()) {
                case NFTA_GEN_PROC_PID -> pid = attributes.be32();
                case NFTA_GEN_PROC_NAME -> program = attributes.text();
                default -> { }
            }
        }
        return new Notice(Aspect.NETFILTER, false, 0, "", new Author(message.port(), pid, program));
    }
}
