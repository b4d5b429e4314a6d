package topo.kernel.netlink;

import java.nio.ByteBuffer;

/**
 * The kernel's answer to a request: errno (0 is success) and its own sentence, if it gave one (NLMSGERR_ATTR_MSG).
 * Layout: struct nlmsgerr of linux/netlink.h, then attributes if NLM_F_ACK_TLVS is set.
 */
public record Acknowledgement(int errno, String words) {
    private static final int NLM_F_CAPPED = 0x100;
    private static final int NLM_F_ACK_TLVS = 0x200;
    private static final int NLMSGERR_ATTR_MSG = 1;

    static Acknowledgement parse(Message message) {
        message.need(4 + Message.HEADER);
        int errno = -message.u32(0);
        if (errno == 0 || (message.flags() & NLM_F_ACK_TLVS) == 0) {
            return new Acknowledgement(errno, "");
        }
        int request = (message.flags() & NLM_F_CAPPED) != 0 ? Message.HEADER : (message.u32(4) + 3) & ~3;
        Attributes attributes = message.attributes(4 + request);
        String words = "";
        while (attributes.next()) {
            if (attributes.type() == NLMSGERR_ATTR_MSG) {
                words = attributes.text();
            }
        }
        return new Acknowledgement(errno, words);
    }

    static int doneErrno(Message done) {
        ByteBuffer bytes = done.bytes();
        return done.end() - done.offset() >= 4 ? -bytes.getInt(done.offset()) : 0;
    }
}
