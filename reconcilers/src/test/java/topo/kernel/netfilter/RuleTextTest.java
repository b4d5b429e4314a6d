package topo.kernel.netfilter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;

/** Texts of rules, and that nothing but what was meant can get into them. */
class RuleTextTest {

    private static RuleText v4() {
        return new RuleText(IpFamily.V4);
    }

    private static void assertText(String expected, RuleBody body) {
        assertEquals(expected, body.toString());
    }

    @Test
    void writesWhatIptablesReads() {
        IpAddress one = IpAddress.parse("10.0.0.2");
        assertText("-s 10.0.0.0/24 ! -o eth0 -p tcp -m tcp --dport 80:90 -j MASQUERADE", v4().source(IpPrefix.parse("10.0.0.0/24"), false)
                .outInterface("eth0", true).protocol(Protocol.TCP).destinationPorts(Protocol.TCP, new PortRange(80, 90)).masquerade());
        assertText("-m addrtype --dst-type LOCAL -j DNAT --to-destination 10.0.0.2:80",
                v4().destinationIsLocal(false).destinationNat(one, new PortRange(80, 80)));
        assertText("-j DNAT --to-destination 10.0.0.2:9000-9010/8000", v4().destinationNatShifted(one, new PortRange(9000, 9010), 8000));
        assertText("-j DNAT --to-destination [fd00::2]:80",
                new RuleText(IpFamily.V6).destinationNat(IpAddress.parse("fd00::2"), new PortRange(80, 80)));
        assertText("-p ipv6-icmp -j DNAT --to-destination fd00::2",
                new RuleText(IpFamily.V6).protocol(Protocol.ICMP).destinationNat(IpAddress.parse("fd00::2"), null));
        assertText("-j SNAT --to-source 10.0.0.2-10.0.0.5", v4().sourceNat(one, IpAddress.parse("10.0.0.5")));
        assertText("-m addrtype --src-type LOCAL -m conntrack --ctstate DNAT -j MASQUERADE",
                v4().sourceIsLocal().destinationWasTranslated().masquerade());
    }

    /** iptables-save of 1.8.9 prints these very digits for what the kernel holds. */
    @Test
    void probabilityIsAWholeNumberOfTheKernelsSteps() {
        assertText("-m statistic --mode random --probability 0.33333333349 -j MASQUERADE", v4().probability(1, 3).masquerade());
        assertText("-m statistic --mode random --probability 0.50000000000 -j MASQUERADE", v4().probability(2, 4).masquerade());
        assertText("-j MASQUERADE", v4().probability(5, 5).masquerade());
    }

    /** The share of each of n rules in turn is its weight, to within one step of the kernel for each. */
    @Test
    void cumulativeProbabilitiesAreExactEnough() {
        int[] weights = {1, 1000, 7, 7, 500, 3, 1, 1};
        long total = 1520;
        double left = 1;
        long remaining = total;
        for (int weight : weights) {
            String text = v4().probability(weight, remaining).masquerade().toString();
            int at = text.indexOf("0.");
            double probability = at < 0 ? 1 : Double.parseDouble(text.substring(at, at + 13));
            assertEquals(weight / (double) total, left * probability, 1e-8);
            left *= 1 - probability;
            remaining -= weight;
        }
        assertEquals(0, left);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-x", "!x", "eth+", "a b", "q\"q", "q'q", "b\\b", "a\nb", "é", "abcdefghijklmnop"})
    void refusesInterfacesThatItCannotName(String name) {
        assertFalse(RuleText.canName(name));
        assertThrows(IllegalArgumentException.class, () -> v4().inInterface(name, false));
    }

    @Test
    void takesOtherInterfaces() {
        assertTrue(RuleText.canName("wg-home.1") && RuleText.canName("abcdefghijklmno") && RuleText.canName("eth0@1"));
    }

    @Test
    void refusesTheOtherFamily() {
        IpAddress six = IpAddress.parse("fd00::1");
        assertThrows(IllegalArgumentException.class, () -> v4().source(IpPrefix.single(six), false));
        assertThrows(IllegalArgumentException.class, () -> v4().destinationNat(six, null));
        assertThrows(IllegalArgumentException.class, () -> v4().sourceNat(six, six));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\nb", "a\"b", "a\\b", "é"})
    void refusesCommentsThatWouldBreakALine(String comment) {
        assertThrows(IllegalArgumentException.class, () -> new Rule(comment, new RuleBody("-j RETURN")));
        assertThrows(IllegalArgumentException.class, () -> new Rule("a".repeat(256), new RuleBody("-j RETURN")));
    }

    @Test
    void onlyOwnChains() {
        RestoreInput input = new RestoreInput("nat", "TOPO-1-");
        assertThrows(IllegalArgumentException.class, () -> input.createChain("DOCKER"));
        assertThrows(IllegalArgumentException.class, () -> input.deleteChain("PREROUTING"));
        assertThrows(IllegalArgumentException.class, () -> input.insertJump("PREROUTING", "DOCKER", "x"));
        assertTrue(input.isEmpty());
    }

    @Test
    void portsAreARange() {
        assertThrows(IllegalArgumentException.class, () -> new PortRange(0, 5));
        assertThrows(IllegalArgumentException.class, () -> new PortRange(5, 4));
        assertThrows(IllegalArgumentException.class, () -> new PortRange(5, 65536));
        assertTrue(new PortRange(80, 90).overlaps(new PortRange(90, 95)));
        assertFalse(new PortRange(80, 90).overlaps(new PortRange(91, 95)));
    }
}
