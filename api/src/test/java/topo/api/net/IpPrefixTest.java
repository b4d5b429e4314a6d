package topo.api.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpPrefixTest {

    @ParameterizedTest
    @CsvSource({"10.0.0.1/24, 10.0.0.0/24", "10.0.0.1/0, 0.0.0.0/0", "10.0.0.1/32, 10.0.0.1/32", "2001:DB8::1/64, 2001:db8::/64",
            "::1/128, ::1/128"})
    void readsAndKnowsItsNetwork(String text, String network) {
        IpPrefix prefix = IpPrefix.parse(text);
        assertEquals(text.toLowerCase(), prefix.toString());
        assertEquals(IpPrefix.parse(network), prefix.network());
        assertEquals(!text.equalsIgnoreCase(network), prefix.hasHostBits());
        assertFalse(prefix.network().hasHostBits());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/33", "10.0.0.1/", "10.0.0.1/-1", "10.0.0.1/a", "10.0.0.1/1/2", "10.0.0.1/+8", "10.0.0.1/1234",
            "::/129", "/8",
        "10.0.0.1/ 8", "10.0.0.1/255.0.0.0"})
    void refusesBadLengths(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text));
    }

    @Test
    void suggestsALengthWhereThereIsNone() {
        assertEquals("the prefix length is missing (10.0.0.1/24?)", refusal("10.0.0.1"));
        assertEquals("the prefix length is missing (2001:db8::1/64?)", refusal("2001:db8::1"));
        assertEquals("the prefix length 33 is not between 0 and 32", refusal("10.0.0.0/33"));
        assertTrue(refusal("red").startsWith("not an IPv4 or IPv6 address"));
    }

    private static String refusal(String text) {
        return assertThrows(IllegalArgumentException.class, () -> IpPrefix.parse(text)).getMessage();
    }

    @Test
    void containsTheAddressesOfItsNetworkAndFamily() {
        IpPrefix prefix = IpPrefix.parse("10.0.0.1/24");
        assertTrue(prefix.contains(IpAddress.parse("10.0.0.255")));
        assertFalse(prefix.contains(IpAddress.parse("10.0.1.0")));
        assertTrue(IpPrefix.DEFAULT4.contains(IpAddress.parse("203.0.113.1")));
        assertFalse(IpPrefix.DEFAULT4.contains(IpAddress.parse("::1")));
        assertFalse(IpPrefix.parse("::/96").contains(IpAddress.parse("0.0.0.1")));
    }

    @Test
    void isEqualByAddressAndLength() {
        assertEquals(IpPrefix.parse("::1/64"), IpPrefix.parse("0::1/64"));
        assertEquals(IpPrefix.parse("::1/64").hashCode(), IpPrefix.parse("0::1/64").hashCode());
        assertNotEquals(IpPrefix.parse("10.0.0.0/8"), IpPrefix.parse("10.0.0.0/9"));
        assertNotEquals(IpPrefix.DEFAULT4, IpPrefix.DEFAULT6);
        assertTrue(IpPrefix.parse("10.0.0.0/8").compareTo(IpPrefix.parse("10.0.0.0/9")) < 0);
        assertTrue(IpPrefix.parse("10.0.0.0/9").compareTo(IpPrefix.parse("10.0.0.1/8")) < 0);
        assertTrue(IpPrefix.DEFAULT4.isDefault() && !IpPrefix.single(IpAddress.ANY4).isDefault());
    }
}
