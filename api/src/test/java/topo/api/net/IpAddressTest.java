package topo.api.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

    /** The examples of RFC 5952 sections 1, 2, 4 and 5, and the edges around them. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:DB8:AAAA::ABCD, 2001:db8:aaaa::abcd",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "::ffff:c000:201, ::ffff:192.0.2.1",
        "::fffe:192.0.2.1, ::fffe:c000:201",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "::, ::", "0:0:0:0:0:0:0:0, ::", "::1, ::1", "1::, 1::", "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0", "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
        "10.0.0.1, 10.0.0.1", "0.0.0.0, 0.0.0.0", "255.255.255.255, 255.255.255.255"})
    void readsAndPrintsTheCanonicalForm(String text, String canonical) {
        IpAddress address = IpAddress.parse(text);
        assertEquals(canonical, address.toString());
        assertEquals(address, IpAddress.parse(canonical));
        assertEquals(address, IpAddress.of(address.bytes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1", "1.2.3", "1.2.3.", ".1.2.3", "1.2.3.4.5", "1.2.3.4.", "1..3.4", "256.1.1.1", "1.2.3.1000",
            "01.2.3.4",
        "1.2.3.04", "1.2.3.-4", "+1.2.3.4", "1.2.3.4 ", " 1.2.3.4", "0x1.2.3.4", "1.2.3.a", "localhost", "\u0661.2.3.4",
        ":", ":::", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1::2::3", "1:::2",
        "12345::",
        "g::", "::1%eth0", "[::1]", "::1.2.3", "::1.2.3.4.5", "1:2:3:4:5:6:7:1.2.3.4", "::1.2.3.4:1", "1:2:3:4:5:6:7:8.", "::-1",
        "::\uff11",
        "0000:0000:0000:0000:0000:0000:0000:0000:0000:0000"})
    void refusesEverythingElse(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text)).getMessage();
        assertTrue(message.startsWith("not an IPv") || message.equals("longer than any address"), message);
    }

    @Test
    void saysWhyItRefuses() {
        assertEquals("not an IPv4 address: \"256\" is more than 255", refusal("10.0.0.256"));
        assertEquals("not an IPv4 address: \"01\" has a leading zero, which some programs read as octal", refusal("10.0.0.01"));
        assertEquals("not an IPv6 address: a zone (\"%\") has no place here", refusal("fe80::1%eth0"));
        assertEquals("not an IPv6 address: fewer than eight groups and no \"::\"", refusal("1:2"));
    }

    private static String refusal(String text) {
        return assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text)).getMessage();
    }

    /** The JDK reads and writes the same numbers; it knows no "::" in its output, so both outputs are read by it. */
    @Test
    void agreesWithTheJdk() throws UnknownHostException {
        Random random = new Random(5952);
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? 4 : 16];
            random.nextBytes(bytes);
            for (int at = random.nextInt(bytes.length); at < bytes.length && random.nextInt(4) > 0; at++) {
                bytes[at] = 0;
            }
            IpAddress address = IpAddress.of(bytes);
            assertArrayEquals(bytes, address.bytes());
            assertEquals(address, IpAddress.parse(address.toString()));
            assertEquals(address, IpAddress.parse(InetAddress.getByAddress(bytes).getHostAddress()));
            byte[] again = InetAddress.getByName(address.toString()).getAddress();
            assertArrayEquals(again.length == bytes.length ? bytes : Arrays.copyOfRange(bytes, 12, 16), again);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 8, 10.0.0.0", "10.1.2.3, 0, 0.0.0.0", "10.1.2.3, 32, 10.1.2.3", "255.255.255.255, 1, 128.0.0.0",
        "10.1.2.3, 31, 10.1.2.2",
        "2001:db8::1, 0, ::", "2001:db8::1, 128, 2001:db8::1", "2001:db8:1:2:3::1, 64, 2001:db8:1:2::",
        "2001:db8:1:2:ff::1, 65, 2001:db8:1:2::",
        "ffff:ffff:ffff:ffff:ffff::, 63, ffff:ffff:ffff:fffe::", "::ffff, 127, ::fffe"})
    void masks(String address, int length, String network) {
        assertEquals(IpAddress.parse(network), IpAddress.parse(address).masked(length));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.255, 1, 10.0.1.0", "10.0.0.0, -1, 9.255.255.255", "255.255.255.255, 1, 0.0.0.0", "0.0.0.0, -1, 255.255.255.255",
        "10.0.0.1, 4294967296, 10.0.0.1", "::ffff:ffff:ffff:ffff, 1, 0:0:0:1::", "0:0:0:1::, -1, ::ffff:ffff:ffff:ffff", "::, -1, "
            + "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2, ::1", "2001:db8::, 0, 2001:db8::",
        "2001:db8::8000:0:0:0, 9223372036854775807, 2001:db8::ffff:ffff:ffff:ffff",
        "2001:db8:0:1::, -9223372036854775808, 2001:db8::8000:0:0:0"})
    void counts(String address, long by, String expected) {
        assertEquals(IpAddress.parse(expected), IpAddress.parse(address).plus(by));
    }

    @Test
    void knowsItsSort() {
        assertTrue(IpAddress.parse("224.0.0.1").isMulticast() && IpAddress.parse("ff02::1").isMulticast());
        assertFalse(IpAddress.parse("223.255.255.255").isMulticast() || IpAddress.parse("fe80::1").isMulticast());
        assertFalse(IpAddress.parse("240.0.0.1").isMulticast());
        assertTrue(IpAddress.parse("169.254.1.1").isLinkLocal() && IpAddress.parse("febf::1").isLinkLocal());
        assertFalse(IpAddress.parse("169.255.0.1").isLinkLocal() || IpAddress.parse("fec0::1").isLinkLocal());
        assertTrue(IpAddress.parse("127.9.9.9").isLoopback() && IpAddress.parse("::1").isLoopback());
        assertFalse(IpAddress.parse("::2").isLoopback() || IpAddress.parse("0.0.0.1").isLoopback());
        assertTrue(IpAddress.ANY4.isUnspecified() && IpAddress.ANY6.isUnspecified());
        assertFalse(IpAddress.parse("1::").isUnspecified());
    }

    @Test
    void ordersIpv4FirstThenByUnsignedNumber() {
        assertTrue(IpAddress.parse("255.0.0.1").compareTo(IpAddress.parse("::")) < 0);
        assertTrue(IpAddress.parse("ffff::").compareTo(IpAddress.parse("1::")) > 0);
        assertTrue(IpAddress.parse("::ffff:0:0:0").compareTo(IpAddress.parse("::8000:0:0:0")) > 0);
        assertEquals(0, IpAddress.parse("::1").compareTo(IpAddress.parse("0::1")));
    }

    @Test
    void isNeverEqualAcrossFamilies() {
        assertNotEquals(IpAddress.ANY4, IpAddress.ANY6);
        assertNotEquals(IpAddress.parse("0.0.0.1"), IpAddress.parse("::1"));
        assertEquals(IpAddress.parse("1::0").hashCode(), IpAddress.parse("1:0::").hashCode());
    }

    @Test
    void holdsNoMoreThanItsBits() {
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(false, 0, 1L << 32));
        assertThrows(IllegalArgumentException.class, () -> new IpAddress(false, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> IpAddress.of(new byte[5]));
    }
}
