package topo.reconcilers.sysctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topo.api.Change;
import topo.api.Observed;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;

/** What is read and written, and how it is told when that fails. */
class SysctlReconcilerTest extends SysctlCase {
    @Test
    void setsWhatDiffersAndThenFindsNothing() throws Exception {
        apply(RED, FORWARD, "1");
        assertEquals("1", value(RED, FORWARD));
        assertEquals("0", value(NetnsName.HOST, FORWARD));
        Sysctl wanted = sysctl(RED, FORWARD, "1");
        assertEquals(Map.of(wanted.id(), Observed.ours(wanted)), observe(wanted));
    }

    @Test
    void listsOfNumbersCompareWhateverTheirWhiteSpace() throws Exception {
        apply(RED, "net.ipv4.ip_local_port_range", "2000 3001");
        assertEquals("2000\t3001", raw(RED, "net/ipv4/ip_local_port_range"));
        Sysctl wanted = sysctl(RED, "net.ipv4.ip_local_port_range", "2000 3001");
        assertEquals(wanted, observe(wanted).get(wanted.id()).value());
    }

    @Test
    void anEmptyValueIsAValue() throws Exception {
        apply(RED, "net.ipv4.ip_local_reserved_ports", "8080 ");
        assertEquals("8080", value(RED, "net.ipv4.ip_local_reserved_ports"));
        apply(RED, "net.ipv4.ip_local_reserved_ports", "");
        assertEquals("", value(RED, "net.ipv4.ip_local_reserved_ports"));
    }

    @Test
    void aLongValueIsReadAndWrittenWhole() throws Exception {
        StringBuilder ports = new StringBuilder("10000");
        for (int port = 10_002; port < 11_300; port += 2) {
            ports.append(',').append(port);
        }
        assertEquals(Map.of(), apply(RED, "net.ipv4.ip_local_reserved_ports", ports.toString()));
        assertEquals(ports.toString(), value(RED, "net.ipv4.ip_local_reserved_ports"));
    }

    @Test
    void aDotInAnInterfaceNameIsReached() throws Exception {
        apply(RED, "net/ipv4/conf/eth0.1/rp_filter", "2");
        assertEquals("2", value(RED, "net.ipv4.conf.eth0/1.rp_filter"));
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.rp_filter"));
    }

    @Test
    void oneVisitServesAllOfANamespace() throws Exception {
        visits = 0;
        observe(sysctl(RED, FORWARD, "1"), sysctl(RED, "net.ipv4.tcp_ecn", "1"), sysctl(NetnsName.HOST, FORWARD, "1"));
        assertEquals(2, visits);
    }

    @Test
    void whatTheKernelResetsAlongIsWrittenBack() throws Exception {
        Sysctl wanted = sysctl(RED, "net.ipv4.conf.eth1.forwarding", "0");
        Session session = session(new Resources(List.of(wanted, sysctl(RED, FORWARD, "1"))));
        reconciler.apply(List.of(new Change.Update<>(sysctl(RED, FORWARD, "0"), sysctl(RED, FORWARD, "1"))), session);
        assertEquals(Map.of(), session.failures());
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.forwarding"), "declared");
        assertEquals("1", value(RED, "net.ipv4.conf.eth0/1.forwarding"), "not declared, so as the kernel has it");
    }

    @Test
    void whatIsNotRightYetWaitsForItsOwnChange() throws Exception {
        Session session = session(new Resources(List.of(sysctl(RED, "net.ipv4.conf.eth1.rp_filter", "2"), sysctl(RED, FORWARD, "1"))));
        reconciler.apply(List.of(new Change.Update<>(sysctl(RED, FORWARD, "0"), sysctl(RED, FORWARD, "1"))), session);
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.rp_filter"), "a write here would not have been remembered");
    }

    @Test
    void inOneStepTheGeneralComesBeforeTheParticular() throws Exception {
        Sysctl particular = sysctl(RED, "net.ipv4.conf.eth1.forwarding", "0");
        namespaceWrite("net/ipv4/conf/eth1/forwarding", "1");
        Sysctl general = sysctl(RED, FORWARD, "1");
        Session session = session(new Resources(List.of(particular, general)));
        reconciler.apply(List.of(new Change.Create<>(particular), new Change.Create<>(general)), session);
        assertEquals("0", value(RED, "net.ipv4.conf.eth1.forwarding"));
        assertEquals("1", value(RED, FORWARD));
    }

    @Test
    void oneFailureLeavesTheOthers() throws Exception {
        Sysctl missing = sysctl(RED, "net.ipv4.no_such_thing", "1");
        Session session = session(Resources.NONE);
        reconciler.apply(List.of(new Change.Create<>(missing), new Change.Create<>(sysctl(RED, FORWARD, "1"))), session);
        assertEquals("set sysctl net.ipv4.no_such_thing (namespace red) to 1: read /proc/sys/net/ipv4/no_such_thing: "
                + "ENOENT: No such file or directory; no such sysctl; is the kernel module loaded? "
                + "(some of net.* are the whole host's, and no namespace has its own)", session.failures().get(missing.id()));
        assertEquals(1, session.failures().size());
        assertEquals("1", value(RED, FORWARD));
    }

    @Test
    void whatCannotBeReadCannotBeKept() throws Exception {
        String flush = apply(NetnsName.HOST, "net.ipv4.route.flush", "1").toString();
        assertTrue(flush.contains("EACCES: Permission denied; one that can only be written"), flush);
        assertTrue(apply(RED, "net.ipv4.conf.nope.rp_filter", "1").toString().contains("is there an interface nope?"));
        assertTrue(apply(RED, "net.ipv4.conf", "1").toString().contains("EISDIR: Is a directory"));
        assertEquals(Map.of(), observe(sysctl(RED, "net.ipv4.conf.nope.rp_filter", "1"), sysctl(RED, "net.ipv4.route.flush", "1")));
    }

    @Test
    void aMissingNamespaceHoldsNothingAndFailsAnApply() throws Exception {
        NetnsName blue = new NetnsName("blue");
        assertEquals(Map.of(), observe(sysctl(blue, FORWARD, "1")));
        String message = apply(blue, FORWARD, "1").get(sysctl(blue, FORWARD, "1").id());
        assertTrue(message.startsWith("set sysctl net.ipv4.ip_forward (namespace blue) to 1: "), message);
        assertTrue(message.contains("ENOENT: No such file or directory"), message);
        memory.values.put(sysctl(blue, FORWARD, "1").id(), "0\n1");
        recorded = new Resources(List.of(sysctl(blue, FORWARD, "1")));
        assertEquals(Map.of(), delete(), "gone with its namespace");
    }

    @Test
    void aNameThatIsNoNamespaceHoldsNothing() throws Exception {
        Files.createFile(folder.resolve("half"));
        assertEquals(Map.of(), observe(sysctl(new NetnsName("half"), FORWARD, "1")));
    }
}
