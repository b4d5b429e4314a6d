package topo.kernel.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import topo.kernel.Errno;

/** struct nlmsgerr and what may follow it, in the four forms of linux/netlink.h. */
class AcknowledgementTest {
    /** As Linux 6.18 answered the request to add a route over a gateway that no interface reaches. */
    private static final String RECORDED = """
            44 00 00 00                                      # length 68
            02 00 00 03                                      # NLMSG_ERROR, NLM_F_CAPPED | NLM_F_ACK_TLVS
            06 00 00 00                                      # sequence
            00 00 00 00                                      # port
            9b ff ff ff                                      # error -101, ENETUNREACH
            34 00 00 00 18 00 01 06 06 00 00 00 00 00 00 00  # the request's header, whose length 52 is that of the request
            20 00 01 00                                      # NLMSGERR_ATTR_MSG
              4e 65 78 74 68 6f 70 20 68 61 73 20 69 6e 76 61 6c 69 64 20 67 61 74 65 77 61 79 00
            """;

    private static Acknowledgement parse(String text) {
        return Acknowledgement.parse(Messages.parse(Hex.bytes(text)));
    }

    @Test
    void cappedWithText() {
        assertEquals(new Acknowledgement(Errno.ENETUNREACH.number(), "Nexthop has invalid gateway"), parse(RECORDED));
    }

    @Test
    void cappedWithoutText() {
        // As recorded for RTM_GETLINK of a name that there is not.
        assertEquals(new Acknowledgement(Errno.ENODEV.number(), ""), parse("""
                24 00 00 00  02 00 00 01                         # length 36, NLMSG_ERROR, NLM_F_CAPPED
                07 00 00 00  00 00 00 00                         # sequence, port
                ed ff ff ff                                      # error -19
                34 00 00 00 12 00 01 00 07 00 00 00 00 00 00 00  # the request's header
                """));
    }

    @Test
    void success() {
        assertEquals(new Acknowledgement(0, ""), parse("""
                24 00 00 00  02 00 00 01                         # length 36, NLMSG_ERROR, NLM_F_CAPPED
                09 00 00 00  00 00 00 00                         # sequence, port
                00 00 00 00                                      # no error
                28 00 00 00 10 00 05 00 09 00 00 00 00 00 00 00  # the request's header
                """));
    }

    @Test
    void uncappedWithText() {
        assertEquals(new Acknowledgement(Errno.EINVAL.number(), "No"), parse("""
                34 00 00 00  02 00 00 02                         # length 52, NLMSG_ERROR, NLM_F_ACK_TLVS
                01 00 00 00  00 00 00 00                         # sequence, port
                ea ff ff ff                                      # error -22
                16 00 00 00 10 00 05 00 01 00 00 00 00 00 00 00  # the request: its header, length 22
                01 00 05 00 ff ff 00 00                          # its 6 bytes, and padding up to a multiple of 4
                07 00 01 00 4e 6f 00 00                          # NLMSGERR_ATTR_MSG "No"
                """));
    }

    @Test
    void uncappedWithoutText() {
        assertEquals(new Acknowledgement(Errno.EINVAL.number(), ""), parse("""
                2c 00 00 00  02 00 00 00                         # length 44, NLMSG_ERROR, no flags
                01 00 00 00  00 00 00 00                         # sequence, port
                ea ff ff ff                                      # error -22
                18 00 00 00 10 00 05 00 01 00 00 00 00 00 00 00  # the request: its header, length 24
                07 00 01 00 4e 6f 00 00                          # its bytes, which are none of the answer's attributes
                """));
    }

    @Test
    void otherAttributesArePassedOver() {
        assertEquals(new Acknowledgement(Errno.EINVAL.number(), "No"), parse("""
                34 00 00 00  02 00 00 03                         # length 52
                01 00 00 00  00 00 00 00                         # sequence, port
                ea ff ff ff                                      # error -22
                18 00 00 00 10 00 05 00 01 00 00 00 00 00 00 00  # the request's header
                08 00 02 00 24 00 00 00                          # NLMSGERR_ATTR_OFFS 36
                07 00 01 00 4e 6f 00 00                          # NLMSGERR_ATTR_MSG "No"
                """));
    }

    @Test
    void aRequestLengthBeyondTheAnswerIsADecodingError() {
        for (String length : new String[] {"ff ff ff ff", "ff ff ff 7f", "f0 ff ff ff", "00 00 00 80", "64 00 00 00"}) {
            assertThrows(DecodeException.class, () -> parse("""
                    2c 00 00 00  02 00 00 02  01 00 00 00  00 00 00 00
                    ea ff ff ff
                    """ + length + """
                     10 00 05 00 01 00 00 00 00 00 00 00
                    07 00 01 00 4e 6f 00 00
                    """), length);
        }
    }

    @Test
    void anAnswerWithoutARequestIsADecodingError() {
        assertThrows(DecodeException.class, () -> parse("14 00 00 00  02 00 00 01  01 00 00 00  00 00 00 00  ea ff ff ff"));
    }

    @Test
    void theEndOfADumpMayHaveNoErrorField() {
        assertEquals(0, Acknowledgement.doneErrno(Messages.parse(Hex.bytes("10 00 00 00 03 00 02 00 01 00 00 00 00 00 00 00"))));
        assertEquals(12, Acknowledgement.doneErrno(Messages.parse(Hex.bytes("14 00 00 00 03 00 02 00 01 00 00 00 00 00 00 00 f4 ff ff"
                + " ff"))));
    }
}
