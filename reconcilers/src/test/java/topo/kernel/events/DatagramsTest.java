package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import topo.kernel.netlink.Hex;

/** The ancillary data that says which namespace an event comes from. */
class DatagramsTest {
    private static int namespaceId(String text) {
        byte[] bytes = Hex.bytes(text);
        return Datagrams.namespaceId(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), 0, bytes.length);
    }

    @Test
    void fromAnother() {
        assertEquals(7, namespaceId("""
                14 00 00 00 00 00 00 00  # cmsg_len 20
                0e 01 00 00              # SOL_NETLINK
                08 00 00 00              # NETLINK_LISTEN_ALL_NSID
                07 00 00 00
                """));
    }

    @Test
    void afterAnotherKindOfData() {
        assertEquals(3, namespaceId("""
                14 00 00 00 00 00 00 00 0e 01 00 00 03 00 00 00  # NETLINK_PKTINFO
                01 00 00 00 00 00 00 00                          # group, padding to 8
                14 00 00 00 00 00 00 00 0e 01 00 00 08 00 00 00
                03 00 00 00
                """));
    }

    @Test
    void withoutOneItIsTheOwn() {
        assertEquals(Datagrams.OWN_NAMESPACE, namespaceId(""));
        assertEquals(Datagrams.OWN_NAMESPACE, namespaceId("14 00 00 00 00 00 00 00 0e 01 00 00 03 00 00 00 01 00 00 00"));
        assertEquals(Datagrams.OWN_NAMESPACE, namespaceId("00 00 00 00 00 00 00 00 0e 01 00 00 08 00 00 00 07 00 00 00"), "no end to it");
    }
}
