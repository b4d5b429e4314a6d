package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import topo.api.ResourceId;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;

class AtomicTest extends ShellCase {
    private static final String[] BEFORE = {"{ name: a, size: 1 }", "{ name: b, shape: round, needs: [a] }", "{ name: c, needs: [b] }"};

    private enum Sort {
        CREATE("{ name: a, size: 1 }", "{ name: b, shape: round, needs: [a] }", "{ name: c, needs: [b] }", "{ name: d }",
                "{ name: e, needs: [d] }"),
        CHANGE("{ name: a, size: 2 }", "{ name: b, shape: round, size: 4, needs: [a] }", "{ name: c, size: 5, needs: [b] }"),
        PRUNE("{ name: x }"),
        REPLACE("{ name: a, size: 1 }", "{ name: b, shape: square, needs: [a] }", "{ name: c, needs: [b] }");

        private final String[] entries;

        Sort(String... entries) {
            this.entries = entries;
        }
    }

    /** Whatever write fails, all is as it was, what had drifted included, and so is the record. */
    @ParameterizedTest
    @EnumSource
    void bringsTheStateBeforeBackWhicheverWriteFails(Sort sort) throws IOException {
        shell.topo("apply", shell.file("lab.yaml", "office", BEFORE));
        drift("a", 77);
        String file = shell.file("lab.yaml", "office", sort.entries);
        int points = 0;
        while (true) {
            Map<ResourceId, FakePlatform.Owned> before = new LinkedHashMap<>(shell.platform.kernel);
            Map<String, String> record = record();
            shell.platform.refusedWrite = shell.platform.writes + 1 + points;
            if (shell.topo("apply", "--atomic", file) == 0) {
                break;
            }
            points++;
            assertEquals(before, shell.platform.kernel, sort + " " + points + "\n" + shell.err);
            assertEquals(record, record(), sort + " " + points);
            assertTrue(shell.err.contains("not applied, because of: write widget "), shell.err);
            assertTrue(shell.err.contains("EIO: Input/output error\nall is back as it was before"), shell.err);
        }
        assertTrue(points >= 2, "writes that were refused: " + points);
        assertEquals(0, shell.topo("diff", file), shell.out);
    }

    @Test
    void forgetsANewTopologyAgain() {
        shell.platform.refusals.put("b", "create widget b: EINVAL: Invalid argument");
        assertEquals(4, shell.topo("apply", "--atomic", shell.file("lab.yaml", "office", "{ name: a }", "{ name: b, needs: [a] }")));
        assertEquals(Map.of(), shell.platform.kernel);
        assertFalse(Files.exists(shell.remembered("office")));
        assertEquals("""
                create widget b: EINVAL: Invalid argument
                topology office: 1 added, 1 failed
                topology office: taking back what was done
                topology office: is as it was before: 1 deleted
                not applied, because of: create widget b: EINVAL: Invalid argument
                all is back as it was before, as another look shows
                """, shell.err);
    }

    @Test
    void takesSeveralBackInReverseOrder() throws IOException {
        shell.topo("apply", shell.file("one.yaml", "one", "{ name: a, size: 1 }"));
        Map<ResourceId, FakePlatform.Owned> before = new LinkedHashMap<>(shell.platform.kernel);
        String one = shell.file("one.yaml", "one", "{ name: a, size: 2 }");
        String two = shell.file("two.yaml", "two", "{ name: b }");
        String three = shell.file("three.yaml", "three", "{ name: c }");
        shell.platform.refusals.put("c", "create widget c: EPERM: Operation not permitted");
        assertEquals(4, shell.topo("apply", "--atomic", one, two, three));
        assertEquals(before, shell.platform.kernel);
        int first = shell.err.indexOf("topology three: taking back");
        int second = shell.err.indexOf("topology two: taking back");
        int last = shell.err.indexOf("topology one: taking back");
        assertTrue(0 < first && first < second && second < last, shell.err);
        assertEquals(List.of("one"), names());
        shell.topo("history", "one");
        assertFalse(shell.out.contains("\n2 "), "what was taken back was never applied: " + shell.out);
    }

    @Test
    void takesBackWhenAskedToStop() {
        shell.platform.beforeChange = () -> shell.platform.stop = true;
        assertEquals(4, shell.topo("apply", "--atomic", shell.file("lab.yaml", "office", "{ name: a }", "{ name: b, needs: [a] }")));
        assertEquals(Map.of(), shell.platform.kernel);
        assertTrue(shell.err.contains("not applied, because of: a request to stop\nall is back"), shell.err);
    }

    @Test
    void takesBackWhenTheSecondLookFails() {
        shell.platform.beforeChange = () -> shell.platform.blindLook = shell.platform.looks + 1;
        assertEquals(4, shell.topo("apply", "--atomic", shell.file("lab.yaml", "office", "{ name: a }")));
        assertEquals(Map.of(), shell.platform.kernel);
        assertTrue(shell.err.contains("not applied, because of: not verified: "), shell.err);
    }

    @Test
    void takesBackOnAConflictThatShowsLate() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a, size: 1 }", "{ name: b, size: 1 }"));
        Widget theirs = new Widget(NetnsName.HOST, "b", 9, null, List.of());
        shell.platform.beforeChange = () -> shell.platform.kernel.put(Widget.id("b"), new FakePlatform.Owned("", theirs));
        assertEquals(4, shell.topo("apply", "--atomic", shell.file("lab.yaml", "office", "{ name: a, size: 2 }", "{ name: b, size: 1 }")));
        assertTrue(shell.err.contains("not all is back as it was before"), shell.err);
        assertTrue(shell.err.contains("widget b: exists and is not managed by topo"), shell.err);
        assertEquals(1, shell.platform.kernel.get(Widget.id("a")).widget().size(), "the rest is back");
        assertEquals(theirs, shell.platform.kernel.get(Widget.id("b")).widget());
        shell.topo("get", "office", "-o", "yaml");
        assertTrue(shell.out.contains("{ name: a, size: 1 }"), "the version before is wanted: " + shell.out);
    }

    @Test
    void saysWhatIsNotBack() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a, size: 1 }"));
        shell.platform.refusals.put("b", "create widget b: EINVAL: Invalid argument");
        shell.platform.beforeChange = () -> {
            if (shell.platform.kernel.get(Widget.id("a")).widget().size() == 2) {
                shell.platform.refusals.put("a", "change widget a: EBUSY: Device or resource busy");
            }
        };
        String file = shell.file("lab.yaml", "office", "{ name: a, size: 2 }", "{ name: b, needs: [a] }");
        assertEquals(4, shell.topo("apply", "--atomic", "-o", "json", file));
        assertTrue(shell.err.contains("change widget a: EBUSY: Device or resource busy"), shell.err);
        assertTrue(shell.err.contains("topology office: is NOT as it was before"), shell.err);
        assertTrue(shell.out.contains("\"result\" : \"rollback-failed\""), shell.out);
        assertTrue(shell.out.contains("\"complete\" : false"), shell.out);
        shell.platform.refusals.clear();
        shell.platform.beforeChange = () -> {};
        assertEquals(0, shell.topo("destroy", "office"));
        assertEquals(Map.of(), shell.platform.kernel, "nothing is out of sight");
    }

    @Test
    void refusesWhatItCouldNotUndo() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a }"));
        shell.platform.kernel.put(Widget.id("x"), new FakePlatform.Owned("office", new Widget(NetnsName.HOST, "x", 1, null, List.of())));
        int writes = shell.platform.writes;
        assertEquals(3, shell.topo("apply", "--atomic", shell.file("lab.yaml", "office", "{ name: a, size: 3 }")));
        assertTrue(shell.err.contains("widget x: deleted, it could not be made again: no remembered version declares it;"
                + " apply without --atomic once\nnothing was changed\n"), shell.err);
        assertEquals(writes, shell.platform.writes);
    }

    @Test
    void doesNotGoWithAdoption() {
        assertEquals(2, shell.topo("apply", "--atomic", "--adopt", shell.file("lab.yaml", "office", "{ name: a }")));
        assertTrue(shell.err.startsWith("--adopt goes without --atomic: what was taken over could not be given back"), shell.err);
    }

    @Test
    void leavesNoRecordWhereNothingCouldBeDone() {
        shell.platform.beforeChange = () -> {
            throw new SurroundingsException("iptables is not installed");
        };
        assertEquals(5, shell.topo("apply", "--atomic", shell.file("lab.yaml", "office", "{ name: a }")));
        assertFalse(Files.exists(shell.remembered("office")));
        assertTrue(shell.err.endsWith("iptables is not installed\n"), shell.err);
    }

    @Test
    void isAnOrdinaryApplyWhereNothingFails() {
        String file = shell.file("lab.yaml", "office", "{ name: a }");
        assertEquals(0, shell.topo("apply", "--atomic", file));
        assertEquals("  + widget a\nApplied topology office: 1 added.\n", shell.out);
        assertEquals("", shell.err);
        int writes = shell.platform.writes;
        assertEquals(0, shell.topo("apply", "--atomic", file));
        assertEquals("No changes.\n", shell.out);
        assertEquals(writes, shell.platform.writes);
    }

    private void drift(String name, int size) {
        shell.platform.kernel.put(Widget.id(name), new FakePlatform.Owned("office", new Widget(NetnsName.HOST, name, size, null, List.of())));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(shell.places.state().resolve("topologies"))) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private Map<String, String> record() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(shell.remembered("office"))) {
            for (Path file : all.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return files;
    }
}
