package topo.kernel.rtnl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Hex;
import topo.kernel.netlink.MessageWriter;
import topo.kernel.netlink.Messages;

/** Routes, both ways. The kernel orders attributes in its own way, so what it sent is only read. */
class RouteCodecTest {
    private static final int TOPO = 199;
    private static final int LINKDOWN = 16;

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }

    private static IpPrefix net(String text) {
        return IpPrefix.parse(text);
    }

    private static RouteEntry parse(String text) {
        return RouteEntry.parse(Messages.body(Rtm.RTM_NEWROUTE, Hex.bytes(text)));
    }

    private static void assertBothWays(String text, RouteEntry route) {
        MessageWriter writer = new MessageWriter();
        route.write(writer);
        assertEquals(Hex.rows(Hex.bytes(text)), Hex.rows(writer.toBytes()));
        assertEquals(route, parse(text));
    }

    @Test
    void anIpv4Default() {
        assertBothWays("""
                02 00 00 00 fe c7 00 01 00 00 00 00  # AF_INET, /0, table main, protocol 199, scope universe, unicast, no flags
                08 00 0f 00 fe 00 00 00              # RTA_TABLE 254
                08 00 06 00 64 00 00 00              # RTA_PRIORITY 100
                08 00 04 00 02 00 00 00              # RTA_OIF 2
                08 00 05 00 0a 00 00 fe              # RTA_GATEWAY 10.0.0.254
                08 00 07 00 0a 00 00 02              # RTA_PREFSRC 10.0.0.2
                """, new RouteEntry(IpPrefix.DEFAULT4, 254, 1, TOPO, 0, 100, ip("10.0.0.254"), 2, ip("10.0.0.2"), 0, 0, List.of()));
    }

    @Test
    void anIpv6Network() {
        assertBothWays("""
                0a 30 00 00 fe c7 00 01 00 00 00 00                              # AF_INET6, /48
                14 00 01 00 20 01 0d b8 00 09 00 00 00 00 00 00 00 00 00 00      # RTA_DST 2001:db8:9::
                08 00 0f 00 fe 00 00 00                                          # RTA_TABLE 254
                08 00 06 00 00 04 00 00                                          # RTA_PRIORITY 1024
                14 00 05 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 03      # RTA_GATEWAY 2001:db8::3
                """, new RouteEntry(net("2001:db8:9::/48"), 254, 1, TOPO, 0, 1024, ip("2001:db8::3"), 0, null, 0, 0, List.of()));
    }

    @Test
    void severalNextHops() {
        assertBothWays("""
                02 10 00 00 fe c7 00 01 00 00 00 00  # AF_INET, /16
                08 00 01 00 0a 09 00 00              # RTA_DST 10.9.0.0
                08 00 0f 00 fe 00 00 00              # RTA_TABLE 254
                24 00 09 80                          # RTA_MULTIPATH, nested: rows of struct rtnexthop
                  10 00 00 01 02 00 00 00            # length 16, no flags, weight 2 (as 1), device 2
                    08 00 05 00 0a 00 00 03          # RTA_GATEWAY 10.0.0.3
                  10 00 04 ff 03 00 00 00            # length 16, onlink, weight 256 (as 255), device 3
                    08 00 05 00 0a 00 00 04          # RTA_GATEWAY 10.0.0.4
                """, new RouteEntry(net("10.9.0.0/16"), 254, 1, TOPO, 0, 0, null, 0, null, 0, 0,
                List.of(new RouteEntry.Hop(ip("10.0.0.3"), 2, 2, 0),
                new RouteEntry.Hop(ip("10.0.0.4"), 3, 256, RouteEntry.RTNH_F_ONLINK))));
    }

    @Test
    void anIpv6GatewayOfAnIpv4Route() {
        assertBothWays("""
                02 10 00 00 fe c7 00 01 00 00 00 00                              # AF_INET, /16
                08 00 01 00 0a 08 00 00                                          # RTA_DST 10.8.0.0
                08 00 0f 00 fe 00 00 00                                          # RTA_TABLE 254
                08 00 04 00 02 00 00 00                                          # RTA_OIF 2
                16 00 12 00 0a 00                                                # RTA_VIA: AF_INET6 and the address
                  20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 09 00 00          # 2001:db8::9, padding
                """, new RouteEntry(net("10.8.0.0/16"), 254, 1, TOPO, 0, 0, ip("2001:db8::9"), 2, null, 0, 0, List.of()));
    }

    @Test
    void theMtuIsAMetricAndALargeTableHasNoByte() {
        assertBothWays("""
                02 10 00 00 00 c7 fd 01 04 00 00 00  # AF_INET, /16, table elsewhere, scope link, RTNH_F_ONLINK
                08 00 01 00 0a 07 00 00              # RTA_DST 10.7.0.0
                08 00 0f 00 e8 03 00 00              # RTA_TABLE 1000
                08 00 06 00 ff ff ff ff              # RTA_PRIORITY 4294967295
                08 00 04 00 02 00 00 00              # RTA_OIF 2
                0c 00 08 80                          # RTA_METRICS, nested
                  08 00 02 00 14 05 00 00            # RTAX_MTU 1300
                """, new RouteEntry(net("10.7.0.0/16"), 1000, 1, TOPO, 253, 0xffffffffL, null, 2, null, RouteEntry.RTNH_F_ONLINK, 1300,
                List.of()));
    }

    @Test
    void recordedIpv4RouteOfSeveralHops() {
        RouteEntry.Hop first = new RouteEntry.Hop(ip("10.0.0.3"), 2, 2, LINKDOWN);
        RouteEntry.Hop second = new RouteEntry.Hop(ip("10.0.0.4"), 2, 5, LINKDOWN);
        assertEquals(new RouteEntry(net("10.9.0.0/16"), 254, 1, TOPO, 0, 0, null, 0, null, LINKDOWN, 1300, List.of(first, second)),
                parse("""
                02 10 00 00 fe c7 00 01 10 00 00 00  # rtmsg
                08 00 0f 00 fe 00 00 00              # RTA_TABLE
                08 00 01 00 0a 09 00 00              # RTA_DST
                0c 00 08 00 08 00 02 00 14 05 00 00  # RTA_METRICS, without the flag of a nest
                24 00 09 00                          # RTA_MULTIPATH
                  10 00 10 01 02 00 00 00 08 00 05 00 0a 00 00 03
                  10 00 10 04 02 00 00 00 08 00 05 00 0a 00 00 04
                """));
    }

    @Test
    void recordedIpv6RouteOfSeveralHops() {
        RouteEntry.Hop first = new RouteEntry.Hop(ip("2001:db8::3"), 2, 2, LINKDOWN);
        RouteEntry.Hop second = new RouteEntry.Hop(ip("2001:db8::4"), 2, 1, LINKDOWN);
        assertEquals(new RouteEntry(net("2001:db8:9::/48"), 254, 1, TOPO, 0, 1024, null, 0, null, 0, 1300, List.of(first, second)),
                parse("""
                0a 30 00 00 fe c7 00 01 00 00 00 00                              # rtmsg
                08 00 0f 00 fe 00 00 00                                          # RTA_TABLE
                14 00 01 00 20 01 0d b8 00 09 00 00 00 00 00 00 00 00 00 00      # RTA_DST
                0c 00 08 00 08 00 02 00 14 05 00 00                              # RTA_METRICS
                08 00 06 00 00 04 00 00                                          # RTA_PRIORITY
                3c 00 09 00                                                      # RTA_MULTIPATH
                  1c 00 10 01 02 00 00 00 14 00 05 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 03
                  1c 00 10 00 02 00 00 00 14 00 05 00 20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 04
                24 00 0c 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00      # RTA_CACHEINFO
                  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00
                05 00 14 00 00 00 00 00                                          # RTA_PREF
                """));
    }

    @Test
    void recordedBlackholeInATableOfItsOwn() {
        assertEquals(new RouteEntry(net("10.7.0.0/16"), 1000, 6, TOPO, 0, 0, null, 0, null, 0, 0, List.of()), parse("""
                02 10 00 00 fc c7 00 06 00 00 00 00  # rtmsg: RT_TABLE_COMPAT, RTN_BLACKHOLE
                08 00 0f 00 e8 03 00 00              # RTA_TABLE 1000
                08 00 01 00 0a 07 00 00              # RTA_DST
                """));
    }

    @Test
    void aRouteWithoutRtaTableHasTheByteOfItsHeader() {
        assertEquals(253, parse("02 00 00 00 fd c7 00 01 00 00 00 00").table());
    }

    @Test
    void badLengthsAreDecodingErrors() {
        String head = "02 10 00 00 fe c7 00 01 00 00 00 00 ";
        assertThrows(DecodeException.class, () -> parse("02 21 00 00 fe c7 00 01 00 00 00 00"), "a prefix of 33 bits");
        assertThrows(DecodeException.class, () -> parse(head + "07 00 01 00 0a 09 00 00"), "a destination of 3 bytes");
        assertThrows(DecodeException.class, () -> parse(head + "0c 00 09 00 07 00 00 01 02 00 00 00"), "a next hop of 7 bytes");
        assertThrows(DecodeException.class, () ->
                parse(head + "0c 00 09 00 09 00 00 01 02 00 00 00"), "a next hop that is longer than all");
    }
}
