package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static topo.api.yaml.YamlText.refusal;
import static topo.api.yaml.YamlText.value;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import topo.api.net.IpPrefix;
import topo.api.net.MacAddress;
import topo.api.net.NetnsName;

class ValuesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "eth0", "br-lan", "veth_1", "eth0.100", "A23456789012345"})
    void takesInterfaceNames(String name) {
        assertEquals(name, value(name, Values.interfaceName()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "\"\"", "0eth", "foo%d", "a/b", "../x", "eth0:1", "\"a b\"", "é", "eth+", "\"*\"", ".", "_a", "a\u0660",
            "\"a\\n\""})
    void refusesOtherInterfaceNames(String name) {
        assertTrue(refusal(name, Values.interfaceName()).contains("is not a letter followed by letters, digits"), name);
    }

    @Test
    void explainsInterfaceNamesThatTheKernelRefuses() {
        assertEquals("the interface name \"a234567890123456\" has 16 characters; the kernel takes at most 15",
                refusal("a234567890123456", Values.interfaceName()));
        assertEquals("the kernel keeps the interface name \"lo\" for itself", refusal("lo", Values.interfaceName()));
        assertTrue(refusal("all", Values.interfaceName()).contains("for itself"));
        assertEquals("has no value", refusal("", Values.interfaceName()));
        assertEquals("expected a single value, found a list", refusal("[a]", Values.interfaceName()));
        assertEquals("expected a single value, found a mapping", refusal("{a: b}", Values.interfaceName()));
    }

    @Test
    void takesNamespaceNames() {
        assertEquals(new NetnsName("red.1_a-B"), value("red.1_a-B", Values.netnsName()));
        assertEquals(new NetnsName("0"), value("0", Values.netnsName()));
        assertEquals(63, value("a".repeat(63), Values.netnsName()).value().length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-x", "..", ".", ".a", "a/b", "../x", "\"a b\"", "é", "\"\"",
            "a0123456789012345678901234567890123456789012345678901234567890123"})
    void refusesOtherNamespaceNames(String name) {
        assertTrue(refusal(name, Values.netnsName()).contains("at most 63 letters, digits"), name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Office", "-a", "a-", "a.b", "a_b", "\"\"", "../x",
            "a0123456789012345678901234567890123456789012345678901234567890123"})
    void refusesWhatIsNoDnsLabel(String name) {
        assertTrue(refusal(name, Values.dnsLabel()).contains("at most 63 lower-case letters"), name);
    }

    @Test
    void takesDnsLabels() {
        assertEquals("office-1", value("office-1", Values.dnsLabel()));
        assertEquals("1", value("1", Values.dnsLabel()));
    }

    @Test
    void readsNumbers() {
        assertEquals(1500, value("1500", Values.integer(68, 65535)));
        assertEquals(-5L, value("-5", Values.number(-10, 10)));
        assertEquals(0L, value("0", Values.number(0, 1)));
        assertEquals(999_999_999_999_999_999L, value("999999999999999999", Values.number(0, Long.MAX_VALUE)));
    }

    @Test
    void saysWhatIsWrongWithANumber() {
        assertEquals("67 is not between 68 and 65535", refusal("67", Values.integer(68, 65535)));
        assertEquals("99999999999999999999 is not between 0 and 9", refusal("99999999999999999999", Values.number(0, 9)));
        assertEquals("expected a whole number from 0 to 9, found \"five\"", refusal("five", Values.number(0, 9)));
        assertEquals("expected a whole number from 0 to 9 without quotes, found the text \"5\"", refusal("'5'", Values.number(0, 9)));
        for (String bad : new String[] {"010", "0x10", "1_000", "1.0", "1e3", "+1", "-a", "--1", "-01", "\u0661", ".inf"}) {
            assertTrue(refusal(bad, Values.number(-99, 99_999)).startsWith("expected a whole number from"), bad);
        }
    }

    @Test
    void readsBooleansOfYaml12Only() {
        assertEquals(true, value("true", Values.bool()));
        assertEquals(false, value("false", Values.bool()));
        assertEquals("expected true or false, found \"yes\", which is plain text in YAML 1.2", refusal("yes", Values.bool()));
        assertEquals("expected true or false, found \"True\"", refusal("True", Values.bool()));
        assertEquals("expected true or false without quotes, found the text \"true\"", refusal("\"true\"", Values.bool()));
        assertEquals("has no value", refusal("~", Values.bool()));
    }

    @Test
    void choosesAmongWords() {
        assertEquals("off", value("off", Values.oneOf("on", "off")));
        assertEquals("\"bridge1\" is not one of bridge, private (did you mean \"bridge\"?)", refusal("bridge1", Values.oneOf("bridge",
                "private")));
        assertEquals("\"x\" is not one of a, b", refusal("x", Values.oneOf("a", "b")));
        assertEquals("\"topo/v2\" is not topo/v1 (did you mean \"topo/v1\"?)", refusal("topo/v2", Values.oneOf("topo/v1")));
    }

    @Test
    void readsAddressesAndNetworks() {
        assertEquals("10.0.0.1", value("10.0.0.1", Values.address()).toString());
        assertEquals(IpPrefix.parse("10.0.0.1/24"), value("10.0.0.1/24", Values.interfaceAddress()));
        assertEquals(IpPrefix.parse("10.0.0.0/24"), value("10.0.0.0/24", Values.network()));
        assertEquals(IpPrefix.parse("10.0.0.1/32"), value("10.0.0.1", Values.network()));
        assertEquals(IpPrefix.parse("2001:db8::/32"), value("2001:db8::/32", Values.network()));
    }

    @Test
    void explainsBadAddressesAndNetworks() {
        assertEquals("\"10.0.0.300\": not an IPv4 address: \"300\" is more than 255", refusal("10.0.0.300", Values.address()));
        assertEquals("\"10.0.0.1\": the prefix length is missing (10.0.0.1/24?)", refusal("10.0.0.1", Values.interfaceAddress()));
        assertEquals("224.0.0.1/24 cannot be the address of an interface", refusal("224.0.0.1/24", Values.interfaceAddress()));
        assertEquals("::/64 cannot be the address of an interface", refusal("'::/64'", Values.interfaceAddress()));
        assertEquals("10.0.0.5/24 has host bits set (the network is 10.0.0.0/24)", refusal("10.0.0.5/24", Values.network()));
        assertEquals("expected a single value, found a list", refusal("[10.0.0.5]", Values.network()));
    }

    @Test
    void readsMacAddresses() {
        assertEquals(new MacAddress("02:00:00:00:00:01"), value("02:00:00:00:00:01", Values.mac()));
        assertEquals("01:00:5e:00:00:01 is a group or null address, which no interface can have", refusal("01:00:5e:00:00:01",
                Values.mac()));
        assertTrue(refusal("00:00:00:00:00:00", Values.mac()).contains("null address"));
        assertTrue(refusal("0:1", Values.mac()).startsWith("\"0:1\": not a MAC address"));
    }

    @ParameterizedTest
    @CsvSource({"52428800, 52428800", "50M, 52428800", "50Mi, 52428800", "50MiB, 52428800", "50MB, 52428800", "50m, 52428800",
            "1G, 1073741824",
        "4K, 4096", "2T, 2199023255552", "0, 0", "8388607T, 9223370937343148032"})
    void readsSizes(String text, long bytes) {
        assertEquals(bytes, value(text, Values.size()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"M", "50X", "50 M", "-1", "1.5G", "50MM", "50Mib", "1000000000000000000000", "max", "50ii", "''"})
    void refusesOtherSizes(String text) {
        assertTrue(refusal(text, Values.size()).startsWith("expected a size such as 50M"), text);
    }

    @Test
    void refusesSizesBeyond64Bits() {
        assertEquals("the size 8388608T is more than 64 bits hold", refusal("8388608T", Values.size()));
    }

    @ParameterizedTest
    @CsvSource({"10ms, 10", "5s, 5000", "1m, 60000", "2h, 7200000", "0s, 0", "999999999h, 3599999996400000"})
    void readsTimes(String text, long milliseconds) {
        assertEquals(milliseconds, value(text, Values.duration()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "1.5s", "-1s", "10 s", "1000000000s", "5d", "''", "5S", "5ms5"})
    void refusesOtherTimes(String text) {
        assertTrue(refusal(text, Values.duration()).startsWith("expected a time such as 10ms"), text);
    }

    @Test
    void readsTextWithoutControlCharacters() {
        assertEquals("grüße \uD83D\uDE00", value("grüße \uD83D\uDE00", Values.text(20)));
        assertEquals("is longer than 3 characters", refusal("abcd", Values.text(3)));
        assertEquals("has control characters (U+0009)", refusal("\"a\\tb\"", Values.text(20)));
        assertEquals("has control characters (U+000A)", refusal("\"a\\nb\"", Values.text(20)));
        YamlScalar reversed = new YamlScalar(null, "a\u202eb", true);
        assertEquals("has control characters (U+202E)",
                assertThrows(IllegalArgumentException.class, () -> Values.text(9).read(reversed)).getMessage());
    }
}
