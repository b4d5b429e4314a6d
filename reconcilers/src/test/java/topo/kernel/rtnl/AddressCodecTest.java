package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import topo.api.net.IpPrefix;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Hex;
import topo.kernel.netlink.MessageWriter;
import topo.kernel.netlink.Messages;

/** Addresses of interfaces, both ways. */
class AddressCodecTest {
    private static Address parse(String text) {
        return Address.parse(Messages.body(Rtm.RTM_NEWADDR, Hex.bytes(text)));
    }

    private static void assertBothWays(String text, Address address) {
        MessageWriter writer = new MessageWriter();
        address.write(writer);
        assertEquals(Hex.rows(Hex.bytes(text)), Hex.rows(writer.toBytes()));
        assertEquals(address, parse(text));
    }

    @Test
    void ipv4() {
        assertBothWays("""
                02 18 00 00 02 00 00 00  # AF_INET, /24, no flags, scope universe, index 2
                08 00 02 00 0a 00 00 01  # IFA_LOCAL 10.0.0.1
                08 00 01 00 0a 00 00 01  # IFA_ADDRESS 10.0.0.1
                05 00 0b 00 c7 00 00 00  # IFA_PROTO 199
                """, new Address(2, IpPrefix.parse("10.0.0.1/24"), 0, 0, 199));
    }

    @Test
    void ipv6() {
        assertBothWays("""
                0a 40 02 fd 07 00 00 00                                      # AF_INET6, /64, IFA_F_NODAD, scope link, index 7
                14 00 02 00 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01  # IFA_LOCAL fe80::1
                14 00 01 00 fe 80 00 00 00 00 00 00 00 00 00 00 00 00 00 01  # IFA_ADDRESS fe80::1
                """, new Address(7, IpPrefix.parse("fe80::1/64"), Address.RT_SCOPE_LINK, Address.IFA_F_NODAD, 0));
    }

    @Test
    void recordedSecondaryIpv4() {
        assertEquals(new Address(2, IpPrefix.parse("10.0.0.2/24"), 0, 0x81, 0), parse("""
                02 18 81 00 02 00 00 00                                      # IFA_F_PERMANENT | IFA_F_SECONDARY
                08 00 01 00 0a 00 00 02                                      # IFA_ADDRESS
                08 00 02 00 0a 00 00 02                                      # IFA_LOCAL
                08 00 03 00 62 72 30 00                                      # IFA_LABEL "br0"
                08 00 08 00 81 00 00 00                                      # IFA_FLAGS
                14 00 06 00 ff ff ff ff ff ff ff ff 6b 5b 04 00 6b 5b 04 00  # IFA_CACHEINFO: for ever
                """));
    }

    @Test
    void recordedLinkLocalOfTheKernelsOwn() {
        assertEquals(new Address(3, IpPrefix.parse("fe80::ff:fe00:a/64"), Address.RT_SCOPE_LINK, Address.IFA_F_PERMANENT, 3), parse("""
                0a 40 80 fd 03 00 00 00                                      # scope link
                14 00 01 00 fe 80 00 00 00 00 00 00 00 00 00 ff fe 00 00 0a  # IFA_ADDRESS
                14 00 06 00 ff ff ff ff ff ff ff ff 6a 5b 04 00 6a 5b 04 00  # IFA_CACHEINFO
                08 00 08 00 80 00 00 00                                      # IFA_FLAGS
                05 00 0b 00 03 00 00 00                                      # IFA_PROTO, IFAPROT_KERNEL_LL
                """));
    }

    @Test
    void onAPointToPointLinkTheLocalOneCounts() {
        assertEquals(new Address(2, IpPrefix.parse("192.0.2.1/32"), 0, 0x80, 0), parse("""
                02 20 80 00 02 00 00 00
                08 00 01 00 c0 00 02 02                                      # IFA_ADDRESS, the other side
                08 00 02 00 c0 00 02 01                                      # IFA_LOCAL, this side
                """));
    }

    @Test
    void moreThanEightFlagsStandInAnAttribute() {
        assertEquals(0x1_82, parse("""
                0a 40 82 00 02 00 00 00
                14 00 01 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 01
                08 00 08 00 82 01 00 00                                      # IFA_FLAGS, with IFA_F_MANAGETEMPADDR
                """).flags());
    }

    @Test
    void anAddressWithoutAnAddressIsADecodingError() {
        assertThrows(DecodeException.class, () -> parse("02 18 80 00 02 00 00 00"));
        assertThrows(DecodeException.class, () -> parse("02 21 80 00 02 00 00 00 08 00 01 00 0a 00 00 02"), "33 bits");
    }
}
