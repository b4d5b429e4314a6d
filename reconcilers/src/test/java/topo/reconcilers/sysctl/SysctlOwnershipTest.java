package topo.reconcilers.sysctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.Change;
import topo.api.Mark;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;

/** What is remembered of a value before, who it belongs to now, and what comes back with the end of its entry. */
class SysctlOwnershipTest extends SysctlCase {
    @Test
    void theEarlierValueComesBackWithTheEndOfTheEntry() throws Exception {
        namespaceWrite("net/ipv4/tcp_syn_retries", "5");
        apply(RED, "net.ipv4.tcp_syn_retries", "4");
        apply(RED, "net.ipv4.tcp_syn_retries", "3");
        assertEquals(List.of("net.ipv4.tcp_syn_retries"), gone().stream().map(one -> one.name().dotted()).toList());
        assertEquals(Map.of(), delete());
        assertEquals("5", value(RED, "net.ipv4.tcp_syn_retries"));
        assertEquals(Map.of(), memory.values);
        assertEquals(List.of(), gone(), "forgotten, so no longer ours");
    }

    @Test
    void aValueThatSomeoneElseSetStays() throws Exception {
        apply(RED, "net.ipv4.tcp_syn_retries", "4");
        namespaceWrite("net/ipv4/tcp_syn_retries", "7");
        assertEquals(Map.of(), delete());
        assertEquals("7", value(RED, "net.ipv4.tcp_syn_retries"));
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void aValueThatWasRightFromTheStartIsNobodysToGiveBack() throws Exception {
        namespaceWrite("net/ipv4/ip_forward", "1");
        apply(RED, FORWARD, "1");
        assertEquals(Map.of(), memory.values);
        assertEquals(List.of(), gone());
    }

    @Test
    void givingBackTheGeneralKeepsWhatIsStillDeclared() throws Exception {
        apply(RED, FORWARD, "1");
        Sysctl kept = sysctl(RED, "net.ipv4.conf.eth1.forwarding", "1");
        Session session = session(new Resources(List.of(kept)));
        reconciler.delete(List.of(sysctl(RED, FORWARD, "1")), session);
        assertEquals("0", value(RED, FORWARD));
        assertEquals("1", value(RED, "net.ipv4.conf.eth1.forwarding"));
    }

    /** The kernel writes the one value to all of them, and the other to whether redirects are accepted. */
    @Test
    void interfacesOfTheHostThatStoodOutStandOutAgain() throws Exception {
        standInWrite("net/ipv4/conf/lo/forwarding", "1");
        standInWrite("net/ipv4/conf/all/accept_redirects", "0");
        apply(NetnsName.HOST, FORWARD, "1");
        assertEquals("1", value(NetnsName.HOST, "net.ipv4.conf.default.forwarding"));
        recorded = new Resources(List.of(sysctl(NetnsName.HOST, FORWARD, "1")));
        assertEquals(Map.of(), delete());
        assertEquals("0", value(NetnsName.HOST, FORWARD));
        assertEquals("0", value(NetnsName.HOST, "net.ipv4.conf.default.forwarding"));
        assertEquals("1", value(NetnsName.HOST, "net.ipv4.conf.lo.forwarding"));
        assertEquals("0", value(NetnsName.HOST, "net.ipv4.conf.all.accept_redirects"));
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void whatSomebodySetMeanwhileStaysAlthoughTheKernelOverwritesIt() throws Exception {
        standInWrite("net/ipv4/conf/lo/forwarding", "1");
        apply(NetnsName.HOST, FORWARD, "1");
        standInWrite("net/ipv4/conf/lo/forwarding", "0");
        standInWrite("net/ipv4/conf/all/accept_redirects", "1");
        recorded = new Resources(List.of(sysctl(NetnsName.HOST, FORWARD, "1")));
        assertEquals(Map.of(), delete());
        assertEquals("0", value(NetnsName.HOST, "net.ipv4.conf.lo.forwarding"));
        assertEquals("1", value(NetnsName.HOST, "net.ipv4.conf.all.accept_redirects"));
    }

    @Test
    void aDeletionThatWasCutShortIsCompleted() throws Exception {
        standInWrite("net/ipv6/conf/lo/forwarding", "1");
        apply(NetnsName.HOST, "net.ipv6.conf.all.forwarding", "1");
        standInWrite("net/ipv6/conf/all/forwarding", "0");
        assertEquals("0", value(NetnsName.HOST, "net.ipv6.conf.lo.forwarding"));
        recorded = new Resources(List.of(sysctl(NetnsName.HOST, "net.ipv6.conf.all.forwarding", "1")));
        assertEquals(Map.of(), delete());
        assertEquals("1", value(NetnsName.HOST, "net.ipv6.conf.lo.forwarding"));
    }

    @Test
    void inANamespaceThatGoesTheyAreOnlyForgotten() throws Exception {
        apply(RED, FORWARD, "1");
        visits = 0;
        Session session = new Session(new Mark("lab"), Resources.NONE, Set.of(RED), memory);
        reconciler.delete(List.of(sysctl(RED, FORWARD, "1")), session);
        assertEquals(0, visits);
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void nothingIsWrittenUnlessItWasRememberedBefore() throws Exception {
        memory.full = true;
        assertThrows(IllegalStateException.class, () -> apply(RED, FORWARD, "1"));
        assertEquals("0", value(RED, FORWARD));
    }

    @Test
    void aRefusedValueLeavesWhatWasRememberedAsItWas() throws Exception {
        Sysctl wrong = sysctl(RED, FORWARD, "x");
        String message = "set sysctl net.ipv4.ip_forward (namespace red) to x: "
                + "write /proc/sys/net/ipv4/ip_forward: EINVAL: Invalid argument";
        assertEquals(Map.of(wrong.id(), message), apply(RED, FORWARD, "x"));
        assertEquals(Map.of(), memory.values);
        apply(RED, FORWARD, "1");
        assertEquals(Map.of(wrong.id(), message), apply(RED, FORWARD, "x"));
        recorded = new Resources(List.of(wrong));
        assertEquals(Map.of(), delete());
        assertEquals("0", value(RED, FORWARD));
    }

    @Test
    void oneWithoutAValueYetIsSetAndNotGivenBack() throws Exception {
        String name = "net.ipv6.conf.eth1.stable_secret";
        assertEquals(Map.of(), observe(sysctl(RED, name, "::1")));
        assertEquals(Map.of(), apply(RED, name, "0000:0000:0000:0000:0000:0000:0000:0001"));
        assertEquals("0000:0000:0000:0000:0000:0000:0000:0001", value(RED, name));
        assertEquals(Map.of(), memory.values);
    }

    @Test
    void whatWasRememberedOfAnEarlierInterfaceIsForgotten() throws Exception {
        Sysctl one = sysctl(RED, "net.ipv4.conf.eth1.rp_filter", "1");
        memory.values.put(one.id(), "7\n1");
        reconciler.apply(List.of(new Change.Create<>(one)), session(Resources.NONE));
        assertEquals("0\n1", memory.values.get(one.id()));
        memory.values.put(one.id(), "7\n1");
        reconciler.apply(List.of(new Change.Create<>(one)), session(Resources.NONE));
        assertEquals(Map.of(), memory.values, "it has the value already, so there is nothing to give back");
    }

    @Test
    void aDamagedMemoryIsNoReasonToWrite() throws Exception {
        apply(RED, FORWARD, "1");
        memory.values.put(sysctl(RED, FORWARD, "1").id(), "garbage");
        assertEquals(Map.of(), delete());
        assertEquals("1", value(RED, FORWARD));
    }
}
