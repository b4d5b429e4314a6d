package topo.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.cli.Program;
import topo.kernel.Errno;

/** Commands that can see a part only: they say so, leave that part alone, do the rest, and forget nothing. */
class HalfLookTest {
    private static final String NAT = "nat masquerade 10.7.0.0/24 via !br0";

    private Lab lab;
    private List<String> foreign;

    @BeforeEach
    void open() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "root");
        assumeTrue(Files.isDirectory(Path.of("/sys/fs/cgroup/pids")), "the pids controller of cgroup v1");
        lab = new Lab();
        foreign = lab.all();
        lab.must("apply", lab.first);
    }

    @AfterEach
    void close() throws Exception {
        if (lab != null) {
            lab.attempt("destroy", "lab");
            lab.close();
        }
    }

    /** Rules of somebody else that only nft can show: iptables-save prints a comment and succeeds. */
    private static void hideTheNatTable() throws Exception {
        Lab.run("nft", "add", "chain", "ip", "nat", "NATIVE");
        Lab.run("nft", "add", "rule", "ip", "nat", "NATIVE", "fib", "daddr", "type", "local", "accept");
        assertTrue(Lab.run("iptables-save", "-t", "nat").contains("is incompatible"));
    }

    private static void showTheNatTable() throws Exception {
        Lab.run("nft", "flush", "chain", "ip", "nat", "NATIVE");
        Lab.run("nft", "delete", "chain", "ip", "nat", "NATIVE");
    }

    private static String ofOurs() throws Exception {
        return Lab.run("nft", "list", "table", "ip", "nat").replaceAll("packets \\d+ bytes \\d+", "");
    }

    @Test
    void anApplyDoesTheRestAndLeavesAnUnreadableTableAlone() throws Exception {
        hideTheNatTable();
        String before = ofOurs();
        Program.Ended ended = lab.attempt("apply", lab.second);
        assertEquals(4, ended.status(), ended::toString);
        assertTrue(ended.err().contains(NAT + ": not seen: read the IPv4 nat table: iptables cannot read it: it holds rules that were made"
                + " with nft (Table `nat' is incompatible, use 'nft' tool.)"), ended::toString);
        assertTrue(ended.err().contains("nat masquerade 10.7.0.0/24 via docker0: not seen: "), ended::toString);
        assertTrue(ended.out().contains("+ namespace blue") && ended.out().contains("- namespace red"), ended::toString);
        assertFalse(ended.out().contains("nat "), ended::toString);
        assertEquals(before, ofOurs());
        showTheNatTable();
        lab.must("apply", lab.second);
        lab.must("diff", lab.second);
        lab.must("destroy", "lab");
        assertEquals(foreign, lab.all());
    }

    @Test
    void aDestroyThatCouldNotSeeAllRemembersTheTopology() throws Exception {
        hideTheNatTable();
        String before = ofOurs();
        Program.Ended ended = lab.attempt("destroy", "lab");
        assertEquals(4, ended.status(), ended::toString);
        assertTrue(ended.err().contains(NAT + ": not seen: "), ended::toString);
        assertTrue(ended.out().contains("- namespace red"), ended::toString);
        assertTrue(Lab.isRemembered());
        assertEquals(before, ofOurs());
        showTheNatTable();
        lab.must("destroy", "lab");
        assertFalse(Lab.isRemembered());
        assertEquals(foreign, lab.all());
    }

    @Test
    void commandsThatOnlyLookSayWhatTheyCouldNotSee() throws Exception {
        hideTheNatTable();
        Program.Ended diff = lab.attempt("diff", lab.first);
        assertEquals(4, diff.status(), diff::toString);
        assertEquals("No changes in what could be seen.\n", diff.out());
        assertTrue(diff.err().contains(NAT + ": not seen: "), diff::toString);
        Program.Ended dry = lab.attempt("apply", "--dry-run", lab.first);
        assertEquals(4, dry.status(), dry::toString);
        Program.Ended json = lab.attempt("diff", "-o", "json", lab.first);
        assertTrue(json.out().contains("\"unseen\"") && json.out().contains("\"result\" : \"unseen\""), json::toString);
        Program.Ended all = lab.must("get");
        assertTrue(all.out().contains("Unknown"), all::toString);
        Program.Ended one = lab.must("get", "lab", "-o", "wide");
        assertEquals(1, one.out().lines().filter(line -> line.contains("Unknown")).count(), one::toString);
        assertTrue(one.out().lines().anyMatch(line -> line.startsWith("nat ") && line.contains("Unknown") && line.contains("not seen: ")), one::toString);
        assertTrue(one.out().lines().anyMatch(line -> line.startsWith("bridge ") && line.contains("Synced")), one::toString);
        Program.Ended described = lab.must("describe", "lab");
        assertTrue(described.out().contains(NAT + ": Unknown\n  not seen: "), described::toString);
        showTheNatTable();
    }

    @Test
    void chainsInTheOtherBackendThatCannotBeReadAreNotThoughtAway() throws Exception {
        Map<String, String> legacy = new java.util.HashMap<>(lab.environment);
        legacy.put("TOPO_IPTABLES", "legacy");
        hideTheNatTable();
        String before = ofOurs();
        topo.reconcilers.Host host = topo.reconcilers.Host.real(legacy);
        Program.Ended ended = Program.run(host, "destroy", "lab");
        assertEquals(4, ended.status(), ended::toString);
        assertTrue(Lab.isRemembered());
        assertEquals(before, ofOurs());
        showTheNatTable();
        ended = Program.run(host, "destroy", "lab");
        assertEquals(0, ended.status(), ended::toString);
        assertEquals(foreign, lab.all());
    }

    /** Every dump of every kind, one after the other, never comes to an end. */
    @Test
    void aDestroyWithTablesThatNeverComeToRestForgetsNothing() throws Exception {
        Script clean = Script.clean();
        lab.topo(clean, "diff", lab.first);
        for (int number = 1; number <= clean.counts().get("recv"); number++) {
            Program.Ended ended = lab.topo(Script.with("recv", number, Fault.always(Fault.How.INTERRUPTED)), "destroy", "lab");
            assertTrue(Lab.isRemembered() || ended.status() == 0, ended::toString);
            if (!Lab.isRemembered()) {
                assertEquals(foreign, lab.all());
            }
            lab.must("apply", lab.first);
        }
    }

    @Test
    void aStateFolderThatCannotBeReadIsNotAnEmptyOne() {
        for (Errno errno : List.of(Errno.EIO, Errno.EACCES)) {
            for (String[] command : new String[][] {{"destroy", "lab"}, {"destroy", "--all"}, {"get"}, {"get", "lab"}}) {
                Program.Ended ended = lab.topo(Script.with("look", 1, Fault.alwaysRefused(errno)), command);
                assertTrue(ended.status() != 0, ended::toString);
                assertFalse(ended.err().contains("internal error"), ended::toString);
                assertFalse(ended.err().contains("is remembered") || ended.err().contains("unknown topology"), ended::toString);
            }
        }
        assertTrue(Lab.isRemembered());
    }
}
