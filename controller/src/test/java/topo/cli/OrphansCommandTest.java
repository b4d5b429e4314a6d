package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.Mark;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;

/** {@code --orphans}, and what two topologies may not share, on a fake kernel. */
class OrphansCommandTest extends ShellCase {
    private static Widget widget(String name) {
        return new Widget(NetnsName.HOST, name, null, null, List.of());
    }

    private void put(String topology, String name) {
        shell.platform.kernel.put(Widget.id(name), new FakePlatform.Owned(topology, widget(name)));
    }

    @Test
    void listsWhatNobodyRemembers() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        assertEquals(0, shell.topo("get", "--orphans"));
        assertEquals("there are no orphans: all that bears topo's mark belongs to a remembered topology\n", shell.err);
        put("gone", "b");
        shell.platform.nameless.add(widget("c"));
        int writes = shell.platform.writes;
        assertEquals(0, shell.topo("get", "--orphans"), shell.err);
        assertEquals("""
                KIND     NAME   NAMESPACE   MARK         TOPOLOGY
                widget   b      -           label gone   gone
                widget   c      -           stamp        unknown
                """, shell.out);
        assertEquals(0, shell.topo("get", "--orphans", "-o", "json"));
        assertTrue(shell.out.replaceAll("\\s+", " ").contains("\"mark\" : \"stamp\", \"topology\" : null"), shell.out);
        assertEquals(writes, shell.platform.writes);
    }

    @Test
    void deletesThemAndNothingElse() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        put("gone", "b");
        put("", "theirs");
        shell.platform.nameless.add(widget("c"));
        assertEquals(0, shell.topo("destroy", "--orphans", "--dry-run"), shell.err);
        assertEquals("""
                orphans of topology gone:
                  - widget b
                Plan: 0 to add, 0 to change, 0 to replace, 1 to delete.
                orphans of topology unknown:
                  - widget c
                Plan: 0 to add, 0 to change, 0 to replace, 1 to delete.
                """, shell.out);
        assertEquals(3, shell.platform.kernel.size());
        assertEquals(0, shell.topo("destroy", "--orphans"), shell.err);
        assertEquals("""
                orphans of topology gone:
                  - widget b
                Orphans of topology gone: 1 deleted.
                orphans of topology unknown:
                  - widget c
                Orphans of topology unknown: 1 deleted.
                """, shell.out);
        assertEquals(Set.of(Widget.id("a"), Widget.id("theirs")), shell.platform.kernel.keySet());
        assertEquals(0, shell.topo("destroy", "--orphans"));
        assertEquals("there are no orphans; there is nothing to delete\n", shell.err);
    }

    @Test
    void nothingElseDeletesThem() {
        put("gone", "b");
        String file = shell.file("lab.yaml", "office", "{ name: a }");
        for (String[] command : new String[][] {{"apply", file}, {"diff", file}, {"get"}, {"destroy", "--all"}}) {
            shell.topo(command);
            assertEquals(1, shell.platform.kernel.values().stream().filter(owned -> owned.topology().equals("gone")).count(), command[0]);
        }
    }

    @Test
    void whatCannotBeDeletedIsNamed() {
        put("gone", "b");
        put("lost", "c");
        shell.platform.refusals.put("b", "delete widget b: EBUSY: Device or resource busy");
        assertEquals(4, shell.topo("destroy", "--orphans"));
        assertTrue(shell.err.contains("delete widget b: EBUSY"), shell.err);
        assertTrue(shell.out.contains("Orphans of topology lost: 1 deleted.\n"), shell.out);
        assertEquals(Set.of(Widget.id("b")), shell.platform.kernel.keySet());
    }

    @Test
    void aRequestToEndLeavesTheRest() {
        put("gone", "b");
        shell.platform.stop = true;
        assertEquals(4, shell.topo("destroy", "--orphans"));
        assertEquals("orphans of topology gone: not done\n", shell.err);
        assertEquals(1, shell.platform.kernel.size());
    }

    @Test
    void aLookThatFailsDeletesNothing() {
        put("gone", "b");
        shell.platform.blind = new SurroundingsException("read the tables: no");
        assertEquals(5, shell.topo("get", "--orphans"));
        assertEquals(5, shell.topo("destroy", "--orphans"));
        assertEquals(1, shell.platform.kernel.size());
    }

    /** A record that does not read may declare anything: what only a record could claim is then nobody's to delete. */
    @Test
    void aDamagedRecordProtectsWhatOnlyItCouldClaim() throws IOException {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        Files.writeString(shell.remembered("office").resolve("topology.yaml"), "{{{");
        put("gone", "b");
        shell.platform.nameless.add(widget("c"));
        assertEquals(0, shell.topo("destroy", "--orphans"), shell.err);
        assertTrue(shell.err.contains("1 thing bears a mark that tells no topology"), shell.err);
        assertEquals(Set.of(Widget.id("a")), shell.platform.kernel.keySet());
        assertEquals(1, shell.platform.nameless.size());
    }

    @Test
    void usage() {
        assertEquals(2, shell.topo("get", "--orphans", "office"));
        assertEquals(2, shell.topo("get", "--orphans", "-o", "yaml"));
        assertEquals(2, shell.topo("destroy", "--orphans", "office"));
        assertEquals(2, shell.topo("destroy", "--orphans", "--all"));
        shell.platform.root = false;
        assertEquals(5, shell.topo("destroy", "--orphans"));
    }

    @Test
    void aDryRunOfADestroyChangesNothing() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        assertEquals(0, shell.topo("destroy", "office", "--dry-run"), shell.err);
        assertEquals("  - widget a\nPlan: 0 to add, 0 to change, 0 to replace, 1 to delete.\n", shell.out);
        assertEquals(1, shell.platform.kernel.size());
        assertTrue(Files.exists(shell.remembered("office")));
    }

    /** An earlier version may still have it in the kernel: what that one declared stays taken until an apply has converged. */
    @Test
    void whatAnEarlierVersionDeclaredIsStillTaken() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        shell.platform.refusals.put("a", "delete widget a: EBUSY: Device or resource busy");
        assertEquals(4, shell.topo("apply", shell.file("lab.yaml", "office", "{ name: b }")));
        shell.platform.kernel.clear();
        shell.platform.refusals.clear();
        assertEquals(3, shell.topo("apply", shell.file("second.yaml", "second", "{ name: a }")));
        assertEquals("create widget a: EEXIST: belongs to topology office; destroy that one or rename this one\nnothing was changed\n", shell.err);
    }

    /** Of names that share the 24 bits that a link's group holds, only one can be applied at a time. */
    @Test
    void twinsAreRefused() {
        String[] twins = twins();
        assertEquals(0, shell.topo("apply", shell.file("one.yaml", twins[0], "{ name: a }")));
        int writes = shell.platform.writes;
        assertEquals(3, shell.topo("apply", shell.file("two.yaml", twins[1], "{ name: b }")));
        assertTrue(shell.err.startsWith("create topology " + twins[1] + ": EEXIST: by chance its name has the same hash (0x54"), shell.err);
        assertTrue(shell.err.contains("that of topology " + twins[0] + ", so that their things could not be told apart"), shell.err);
        assertEquals(4, shell.topo("destroy", twins[1]));
        assertTrue(shell.err.contains("its marks could not be told from those of topology " + twins[0]), shell.err);
        assertEquals(writes, shell.platform.writes);
        assertEquals(0, shell.topo("destroy", twins[0]));
        String both = Shell.document(twins[0], "{ name: a }") + "---\n" + Shell.document(twins[1], "{ name: b }");
        assertEquals(3, shell.topo("apply", shell.write("both.yaml", both)), "in one file too");
        assertEquals(0, shell.topo("apply", shell.file("two.yaml", twins[1], "{ name: b }")), "once the other is gone it is free");
    }

    private static String[] twins() {
        Map<Integer, String> seen = new HashMap<>();
        for (int i = 0; ; i++) {
            String other = seen.putIfAbsent(new Mark("lab-" + i).group(), "lab-" + i);
            if (other != null) {
                return new String[] {other, "lab-" + i};
            }
        }
    }
}
