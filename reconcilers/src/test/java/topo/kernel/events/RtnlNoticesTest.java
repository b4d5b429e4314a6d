package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Hex;
import topo.kernel.netlink.Message;
import topo.kernel.netlink.Messages;

/** Notifications of rtnetlink as a kernel 6.18 sent them, some of them shortened. */
class RtnlNoticesTest {
    private static Message message(String text) {
        return Messages.parse(Hex.bytes(text));
    }

    private static Notice parse(String text) {
        return RtnlNotices.parse(message(text));
    }

    private static Notice notice(Aspect aspect, boolean removed, int index, String name, int port) {
        return new Notice(aspect, removed, index, name, new Author(port, 0, ""));
    }

    @Test
    void aLinkThatWasSetUp() {
        assertEquals(notice(Aspect.LINKS, false, 3, "v0", 0), parse("""
                30 00 00 00 10 00 00 00 00 00 00 00 00 00 00 00  # length 48, RTM_NEWLINK, sequence and port 0
                00 00 01 00 03 00 00 00 03 10 00 00 01 00 00 00  # ARPHRD_ETHER, index 3, flags with IFF_UP, what changed: IFF_UP
                07 00 03 00 76 30 00 00                          # IFLA_IFNAME "v0"
                08 00 0d 00 e8 03 00 00                          # IFLA_TXQLEN
                """));
    }

    @Test
    void aLinkThatIsGone() {
        assertEquals(notice(Aspect.LINKS, true, 2, "v1", 0), parse("""
                28 00 00 00 11 00 00 00 00 00 00 00 00 00 00 00  # length 40, RTM_DELLINK
                00 00 01 00 02 00 00 00 02 10 00 00 ff ff ff ff  # index 2
                07 00 03 00 76 31 00 00                          # IFLA_IFNAME "v1"
                """));
    }

    @Test
    void anAddressWithTheOneWhoAskedForIt() {
        assertEquals(notice(Aspect.ADDRESSES, false, 3, "", 0x7d6f), parse("""
                4c 00 00 00 14 00 00 00 ff 8e 01 6b 6f 7d 00 00  # length 76, RTM_NEWADDR, port: the pid of ip
                02 18 80 00 03 00 00 00                          # AF_INET, /24, IFA_F_PERMANENT, index 3
                08 00 01 00 0a 00 00 01                          # IFA_ADDRESS 10.0.0.1
                08 00 02 00 0a 00 00 01                          # IFA_LOCAL
                07 00 03 00 76 30 00 00                          # IFA_LABEL "v0"
                08 00 08 00 80 00 00 00                          # IFA_FLAGS
                14 00 06 00 ff ff ff ff ff ff ff ff be f1 15 00 be f1 15 00
                """));
    }

    @Test
    void anAddressThatWentWithItsLink() {
        assertEquals(new Notice(Aspect.ADDRESSES, true, 3, "", Author.UNKNOWN), parse("""
                18 00 00 00 15 00 00 00 00 00 00 00 00 00 00 00  # length 24, RTM_DELADDR
                02 18 80 00 03 00 00 00                          # index 3
                """));
    }

    @Test
    void routes() {
        assertEquals(notice(Aspect.ROUTES, false, 3, "", 0x7d90), parse("""
                34 00 00 00 18 00 00 06 00 8f 01 6b 90 7d 00 00  # length 52, RTM_NEWROUTE, CREATE and EXCL, port
                02 10 00 00 fe 03 fd 01 10 00 00 00              # AF_INET, /16, table main, RTPROT_BOOT, scope link, unicast
                08 00 0f 00 fe 00 00 00                          # RTA_TABLE
                08 00 01 00 0a 09 00 00                          # RTA_DST 10.9.0.0
                08 00 04 00 03 00 00 00                          # RTA_OIF 3
                """));
        assertEquals(notice(Aspect.ROUTES, true, 0, "", 0), parse("""
                1c 00 00 00 19 00 00 00 00 00 00 00 00 00 00 00  # length 28, RTM_DELROUTE
                02 20 00 00 ff 02 fe 06 00 00 00 00              # a blackhole has no RTA_OIF
                """));
    }

    @Test
    void aNexthopObjectCountsAsARoute() {
        assertEquals(notice(Aspect.ROUTES, false, 0, "", 8053), parse("""
                24 00 00 00 68 00 05 06 0f 94 01 6b 75 1f 00 00  # length 36, RTM_NEWNEXTHOP, port
                02 00 00 00 00 00 00 00                          # AF_INET
                08 00 01 00 05 00 00 00                          # NHA_ID 5
                04 00 04 00                                      # NHA_BLACKHOLE
                """));
        assertEquals(notice(Aspect.ROUTES, true, 4, "", 0), parse("""
                28 00 00 00 69 00 00 00 00 00 00 00 00 00 00 00  # length 40, RTM_DELNEXTHOP
                02 00 00 00 00 00 00 00
                08 00 01 00 05 00 00 00
                08 00 05 00 04 00 00 00                          # NHA_OIF 4
                """));
    }

    @Test
    void aRule() {
        assertEquals(notice(Aspect.RULES, false, 0, "", 0x7dc5), parse("""
                24 00 00 00 20 00 00 00 00 8f 01 6b c5 7d 00 00  # length 36, RTM_NEWRULE, port
                02 00 10 00 09 00 00 01 00 00 00 00              # AF_INET, from a /16, table 9, FR_ACT_TO_TBL
                08 00 06 00 4d 00 00 00                          # FRA_PRIORITY 77
                """));
    }

    @Test
    void aNeighbour() {
        assertEquals(notice(Aspect.NEIGHBOURS, false, 3, "", 0x7e34), parse("""
                24 00 00 00 1c 00 00 00 00 00 00 00 34 7e 00 00  # length 36, RTM_NEWNEIGH, port
                02 00 00 00 03 00 00 00 80 00 00 01              # AF_INET, index 3, NUD_PERMANENT
                08 00 01 00 0a 00 00 02                          # NDA_DST 10.0.0.2
                """));
    }

    @Test
    void aSysctlThatTheKernelAnnounces() {
        assertEquals(notice(Aspect.SYSCTLS, false, 3, "", 0), parse("""
                24 00 00 00 50 00 00 00 00 00 00 00 00 00 00 00  # length 36, RTM_NEWNETCONF
                02 00 00 00                                      # AF_INET
                08 00 01 00 03 00 00 00                          # NETCONFA_IFINDEX 3
                08 00 03 00 01 00 00 00                          # NETCONFA_RP_FILTER 1
                """));
        assertEquals(-1, parse("""
                20 00 00 00 50 00 00 00 00 00 00 00 00 00 00 00
                02 00 00 00
                08 00 01 00 ff ff ff ff                          # NETCONFA_IFINDEX_ALL
                04 00 02 00
                """).index());
    }

    @Test
    void theVlansOfAPortAreOfItsLink() {
        assertEquals(notice(Aspect.LINKS, false, 7, "", 0), parse("""
                18 00 00 00 70 00 00 00 00 00 00 00 00 00 00 00  # length 24, RTM_NEWVLAN
                07 00 00 00 07 00 00 00                          # AF_BRIDGE, index 7
                """));
    }

    @Test
    void theEndOfANamespace() {
        String ended = """
                1c 00 00 00 59 00 00 00 00 00 00 00 00 00 00 00  # length 28, RTM_DELNSID
                00 00 00 00
                08 00 01 00 07 00 00 00                          # NETNSA_NSID 7
                """;
        assertEquals(7, RtnlNotices.endedId(message(ended)));
        assertNull(parse(ended));
        String numbered = "1c 00 00 00 58 00 00 00 fe 8e 01 6b db 7c 00 00 00 00 00 00 08 00 01 00 07 00 00 00";
        assertEquals(-1, RtnlNotices.endedId(message(numbered)), "RTM_NEWNSID");
        assertEquals(7, RtnlNotices.namespaceId(message(numbered)));
    }

    @Test
    void whatIsOfNoInterestOrCut() {
        assertNull(parse("14 00 00 00 24 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), "RTM_NEWQDISC");
        assertThrows(DecodeException.class, () -> parse("14 00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 02 18 80 00"), "half an address");
        assertThrows(DecodeException.class, () -> parse("14 00 00 00 10 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"), "half a link");
        assertThrows(DecodeException.class, () -> message("20 00 00 00 14 00 00 00 00 00 00 00 00 00 00 00 02 18 80 00"));
    }
}
