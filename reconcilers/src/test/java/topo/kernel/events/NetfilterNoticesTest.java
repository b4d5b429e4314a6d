package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import topo.kernel.netlink.Hex;
import topo.kernel.netlink.Messages;

/** What nf_tables of a kernel 6.18 told. */
class NetfilterNoticesTest {
    private static Notice parse(String text) {
        return NetfilterNotices.parse(Messages.parse(Hex.bytes(text)));
    }

    @Test
    void aTransactionNamesTheProgramThatCommittedIt() {
        assertEquals(new Notice(Aspect.NETFILTER, false, 0, "", new Author(32453, 32453, "nft")), parse("""
                2c 00 00 00 0f 0a 00 00 01 00 00 00 c5 7e 00 00  # length 44, NFNL_SUBSYS_NFTABLES and NFT_MSG_NEWGEN, port
                00 00 00 02                                      # AF_UNSPEC, version 0, generation 2 (its low half)
                08 00 01 00 00 00 00 02                          # NFTA_GEN_ID 2
                08 00 02 00 00 00 7e c5                          # NFTA_GEN_PROC_PID
                08 00 03 00 6e 66 74 00                          # NFTA_GEN_PROC_NAME "nft"
                """));
    }

    @Test
    void anOlderKernelNamesNobody() {
        assertEquals(new Notice(Aspect.NETFILTER, false, 0, "", Author.UNKNOWN),
                parse("1c 00 00 00 0f 0a 00 00 01 00 00 00 00 00 00 00 00 00 00 02 08 00 01 00 00 00 00 02"));
    }

    @Test
    void theStepsOfATransactionAreNoNews() {
        assertNull(parse("14 00 00 00 00 0a 00 00 01 00 00 00 c5 7e 00 00 02 00 00 02"), "NFT_MSG_NEWTABLE");
    }
}
