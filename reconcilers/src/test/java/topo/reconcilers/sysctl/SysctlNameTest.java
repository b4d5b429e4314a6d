package topo.reconcilers.sysctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SysctlNameTest {

    @ParameterizedTest
    @CsvSource({"net.ipv4.ip_forward,net/ipv4/ip_forward", "net/ipv4/ip_forward,net/ipv4/ip_forward",
            "net.ipv4.conf.eth0/100.forwarding,net/ipv4/conf/eth0.100/forwarding",
            "net/ipv4/conf/eth0.100/forwarding,net/ipv4/conf/eth0.100/forwarding", "kernel.hostname,kernel/hostname"})
    void bothSpellingsAreOneName(String text, String path) {
        SysctlName name = SysctlName.parse(text);
        assertEquals(path, name.path());
        assertEquals(name, SysctlName.parse(name.dotted()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostname", "", ".", "/", "net..ipv4", "net/../kernel/hostname", "../../etc/passwd", "net.ipv4.", "/net/ipv4",
            "net//ipv4", "net/ipv4/", "net.ipv4.//.x", "net/./ipv4", "net.ipv4 .x", "net.ipv4.x\n", "net.ipv4.*", "net.ipv4.\u00e9",
            "net/ipv4\\x", "net.a\0b", "net/.hidden/x"})
    void othersAreRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SysctlName.parse(text));
    }

    @Test
    void tooLongIsRefused() {
        SysctlName.parse("net." + "x".repeat(251));
        assertThrows(IllegalArgumentException.class, () -> SysctlName.parse("net." + "x".repeat(252)));
    }

    @Test
    void knowsWhoseItIs() {
        assertEquals(Optional.of("eth0"), SysctlName.parse("net.ipv4.conf.eth0.rp_filter").interfaceName());
        assertEquals(Optional.of("eth0.1"), SysctlName.parse("net.ipv6.neigh.eth0/1.delay_first_probe_time").interfaceName());
        for (String none : new String[] {"net.ipv4.conf.all.rp_filter", "net.ipv4.conf.default.rp_filter", "net.ipv6.conf.lo.forwarding",
                "net.ipv4.ip_forward", "net.ipv4.neigh.default.gc_thresh1", "net.core.conf", "kernel.a.conf.b.c"}) {
            assertEquals(Optional.empty(), SysctlName.parse(none).interfaceName(), none);
        }
        assertTrue(SysctlName.parse("net.core.somaxconn").isOfNetwork());
        assertFalse(SysctlName.parse("kernel.hostname").isOfNetwork());
        assertFalse(SysctlName.parse("network.x").isOfNetwork());
    }

    @Test
    void whatWritesOthersComesFirst() {
        assertEquals("[net.ipv4.ip_forward, net.ipv4.conf.all.forwarding, net.ipv4.conf.default.forwarding, net.ipv4.conf.eth0.forwarding]",
                Stream.of("net.ipv4.conf.eth0.forwarding", "net.ipv4.conf.default.forwarding", "net.ipv4.conf.all.forwarding",
                        "net.ipv4.ip_forward").map(SysctlName::parse).sorted().map(SysctlName::dotted).toList().toString());
        assertTrue(SysctlName.parse("net.ipv6.conf.all.disable_ipv6").isGeneral());
        assertFalse(SysctlName.parse("net.ipv6.conf.lo.disable_ipv6").isGeneral());
    }

    /** However it is made, a record of it never names a file elsewhere. */
    @Test
    void noPathLeavesItsFolder() {
        for (String path : new String[] {"", "/", "/etc/passwd", "..", "net/../kernel/panic", "../x", "net//x", "net/", "net/.x", "net/-x", "net/a b",
            "net/a\nb", "net/a\0b", "net/é"}) {
            assertThrows(IllegalArgumentException.class, () -> new SysctlName(path), path);
        }
        assertEquals("net/ipv4/conf/a.b/forwarding", SysctlName.parse("net.ipv4.conf.a/b.forwarding").path());
    }

    @Test
    void twoNamesOfOneVariableAreKnown() {
        assertEquals(SysctlName.parse("net.ipv4.conf.all.forwarding").variable(), SysctlName.parse("net.ipv4.ip_forward").variable());
    }
}
