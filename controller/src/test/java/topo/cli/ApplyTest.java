package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;

class ApplyTest extends ShellCase {
    @Test
    void makesWhatIsDeclaredAndTellsEachChange() {
        String file = shell.file("lab.yaml", "office", "{ name: a, size: 5 }", "{ name: b, needs: [a] }");
        assertEquals(0, shell.topo("apply", file), shell.err);
        assertEquals("  + widget a\n  + widget b\nApplied topology office: 2 added.\n", shell.out);
        assertEquals("", shell.err);
        assertEquals(2, shell.platform.kernel.size());
    }

    @Test
    void changesNothingTheSecondTime() throws Exception {
        String file = shell.file("lab.yaml", "office", "{ name: a }");
        shell.topo("apply", file);
        int writes = shell.platform.writes;
        Map<String, Object> before = Files.readAttributes(shell.remembered("office").resolve("meta"), "unix:ino,lastModifiedTime");
        assertEquals(0, shell.topo("apply", file));
        assertEquals("No changes.\n", shell.out);
        assertEquals(writes, shell.platform.writes);
        assertEquals(before, Files.readAttributes(shell.remembered("office").resolve("meta"), "unix:ino,lastModifiedTime"),
                "the record is not written again");
    }

    @Test
    void printsTheSamePlanAsDiffDoes() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a, size: 1 }", "{ name: b, shape: round }", "{ name: c }"));
        String file = shell.file("lab.yaml", "office", "{ name: a, size: 2 }", "{ name: b, shape: square }", "{ name: d }");
        assertEquals(1, shell.topo("diff", file));
        String diff = shell.out;
        assertEquals("""
                  - widget c
                  ~ widget a
                      size: 1 -> 2
                  -/+ widget b (shape cannot be changed in place)
                  + widget d
                Plan: 1 to add, 1 to change, 1 to replace, 1 to delete.
                """, diff);
        assertEquals(0, shell.topo("apply", file));
        assertEquals(diff.substring(0, diff.indexOf("Plan:")) + "Applied topology office: 1 added, 1 changed, 1 replaced, 1 deleted.\n",
                shell.out);
        assertEquals(0, shell.topo("diff", file));
        assertEquals("No changes.\n", shell.out);
    }

    @Test
    void dryRunPrintsAndTouchesNothing() {
        String file = shell.file("lab.yaml", "office", "{ name: a }");
        shell.platform.root = false;
        assertEquals(0, shell.topo("apply", "--dry-run", file), shell.err);
        assertEquals("  + widget a\nPlan: 1 to add, 0 to change, 0 to replace, 0 to delete.\n", shell.out);
        assertEquals(0, shell.platform.writes);
        assertFalse(Files.exists(shell.places.state()));
        assertFalse(Files.exists(shell.places.run()));
    }

    @Test
    void refusesAConflictInAnyTopologyBeforeTouchingAny() {
        Widget theirs = new Widget(NetnsName.HOST, "b", 1, null, List.of());
        shell.platform.kernel.put(Widget.id("b"), new FakePlatform.Owned("", theirs));
        String one = shell.file("one.yaml", "one", "{ name: a }");
        String two = shell.file("two.yaml", "two", "{ name: b, size: 2 }");
        assertEquals(3, shell.topo("apply", one, two));
        assertEquals("create widget b: EEXIST: exists and is not managed by topo; --adopt takes it over\nnothing was changed\n", shell.err);
        assertEquals("", shell.out);
        assertEquals(0, shell.platform.writes);
        assertFalse(Files.exists(shell.remembered("one")));
        assertEquals(1, shell.topo("diff", one, two), "a conflict is a difference");
        assertEquals(3, shell.topo("apply", "--dry-run", one, two));
        assertEquals(0, shell.topo("apply", "--adopt", one, two), shell.err);
        assertEquals(2, shell.platform.kernel.size());
    }

    @Test
    void refusesWhatARememberedTopologyClaims() {
        shell.topo("apply", shell.file("one.yaml", "one", "{ name: a }"));
        shell.platform.kernel.clear();
        String two = shell.file("two.yaml", "two", "{ name: a }");
        assertEquals(3, shell.topo("apply", two));
        assertEquals("""
                create widget a: EEXIST: belongs to topology one; destroy that one or rename this one
                nothing was changed
                """, shell.err);
        assertEquals(0, shell.platform.kernel.size());
        assertEquals(1, shell.topo("diff", two));
        assertTrue(shell.err.contains("belongs to topology one"), shell.err);
        assertEquals(3, shell.topo("apply", "-o", "json", two));
        assertTrue(shell.out.contains("\"result\" : \"conflict\""), shell.out);
    }

    @Test
    void namesEachFailureAndDoesTheRest() {
        shell.platform.refusals.put("a", "create widget a: EINVAL: Invalid argument");
        String file = shell.file("lab.yaml", "office", "{ name: a }", "{ name: b, needs: [a] }", "{ name: c }");
        assertEquals(4, shell.topo("apply", file));
        assertTrue(shell.err.contains("create widget a: EINVAL: Invalid argument\n"), shell.err);
        assertTrue(shell.err.contains("widget b: not tried: depends on widget a, which failed\n"), shell.err);
        assertTrue(shell.err.contains("topology office: 1 added, 1 failed, 1 not tried"), shell.err);
        assertTrue(shell.platform.kernel.containsKey(Widget.id("c")));
        shell.platform.refusals.clear();
        assertEquals(0, shell.topo("apply", file));
        assertEquals("  + widget a\n  + widget b\nApplied topology office: 2 added.\n", shell.out);
    }

    @Test
    void remembersBeforeTheFirstChange() {
        boolean[] there = {false};
        shell.platform.beforeChange = () -> there[0] = Files.exists(shell.remembered("office").resolve("topology.yaml"));
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        assertTrue(there[0]);
    }

    @Test
    void touchesNothingWhereTheRecordCannotBeWritten() {
        shell.write("state", "a file where the folder should be");
        assertEquals(5, shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }")));
        assertTrue(shell.err.contains(shell.places.state().toString()), shell.err);
        assertEquals(0, shell.platform.writes);
    }

    @Test
    void keepsTheEarlierVersionUntilConverged() throws Exception {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        shell.platform.refusals.put("b", "create widget b: EBUSY: Device or resource busy");
        String second = shell.file("lab.yaml", "office", "{ name: b }");
        assertEquals(4, shell.topo("apply", second));
        assertTrue(Files.readString(shell.remembered("office").resolve("previous-1.yaml")).contains("name: a"));
        shell.platform.refusals.clear();
        assertEquals(0, shell.topo("apply", second));
        assertFalse(Files.exists(shell.remembered("office").resolve("previous-1.yaml")));
    }

    @Test
    void stopsAfterTheStepUnderWay() {
        shell.platform.beforeChange = () -> shell.platform.stop = true;
        String file = shell.file("lab.yaml", "office", "{ name: a }", "{ name: b, needs: [a] }");
        String other = shell.file("other.yaml", "other", "{ name: c }");
        assertEquals(4, shell.topo("apply", file, other));
        assertTrue(shell.err.contains("not done: create widget b\n"), shell.err);
        assertTrue(shell.err.contains("topology other: not done\n"), shell.err);
        assertEquals(1, shell.platform.kernel.size());
    }

    @Test
    void needsRoot() {
        shell.platform.root = false;
        assertEquals(5, shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }")));
        assertEquals("topo apply needs root: run it with sudo\n", shell.err);
        assertEquals(0, shell.platform.looks);
    }

    @Test
    void reportsASurroundingThatIsMissing() {
        shell.platform.blind = new SurroundingsException("iptables is not installed (apt-get install iptables)");
        assertEquals(5, shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }")));
        assertEquals("iptables is not installed (apt-get install iptables)\n", shell.err);
        assertFalse(Files.exists(shell.remembered("office")));
    }

    @Test
    void readsFoldersAndStandardInput() {
        shell.file("labs/b.yml", "two", "{ name: b }");
        shell.file("labs/a.yaml", "one", "{ name: a }");
        shell.write("labs/notes.txt", "not: [yaml");
        shell.file("labs/deeper/c.yaml", "three", "{ name: c }");
        shell.in = Shell.document("four", "{ name: d }");
        assertEquals(0, shell.topo("apply", folder.resolve("labs").toString(), "-"), shell.err);
        assertEquals("""
                topology one:
                  + widget a
                Applied topology one: 1 added.
                topology two:
                  + widget b
                Applied topology two: 1 added.
                topology four:
                  + widget d
                Applied topology four: 1 added.
                """, shell.out);
    }

    @Test
    void reportsAllProblemsOfAllFilesAtOnce() {
        String one = shell.file("one.yaml", "one", "{ nam: a }");
        String two = shell.file("two.yaml", "two", "{ name: a, size: big }");
        assertEquals(2, shell.topo("apply", one, two, folder + "/none.yaml"));
        assertTrue(shell.err.contains(one + ":7:9: spec.widgets[0].nam: unknown field (did you mean \"name\"?)"), shell.err);
        assertTrue(shell.err.contains(two + ":7:"), shell.err);
        assertTrue(shell.err.contains("none.yaml: cannot be read: no such file"), shell.err);
        assertEquals("", shell.out);
        assertEquals(0, shell.platform.looks);
    }

    @Test
    void takesADamagedRecordForAnythingButNothing() throws Exception {
        String file = shell.file("lab.yaml", "office", "{ name: a }", "{ name: b }");
        shell.topo("apply", file);
        Files.writeString(shell.remembered("office").resolve("topology.yaml"), "apiVersion: [");
        assertEquals(1, shell.topo("diff", shell.file("lab.yaml", "office", "{ name: a }")));
        assertTrue(shell.err.contains("topology.yaml is not used: it was cut or damaged"), shell.err);
        assertEquals(0, shell.topo("apply", folder + "/lab.yaml"));
        assertTrue(shell.err.contains("is kept as topology.yaml.bad-1"), shell.err);
        assertTrue(shell.out.contains("  - widget b\n"), "the marks still tell what is ours: " + shell.out);
        assertEquals("apiVersion: [", Files.readString(shell.remembered("office").resolve("topology.yaml.bad-1")));
    }
}
