package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;
import topo.store.Origin;

class GetTest extends ShellCase {
    @BeforeEach
    void apply() {
        shell.topo("apply", shell.file("lab.yaml", "office", "{ name: a, size: 1 }", "{ name: b }", "{ name: c, room: red }"),
                shell.file("zoo.yaml", "zoo", "{ name: z }"));
    }

    private void drift() {
        shell.platform.kernel.remove(Widget.id("b"));
        shell.platform.kernel.put(Widget.id("a"), new FakePlatform.Owned("office", widget("a", 7)));
        shell.platform.kernel.put(Widget.id("x"), new FakePlatform.Owned("office", widget("x", 1)));
    }

    private static Widget widget(String name, int size) {
        return new Widget(NetnsName.HOST, name, size, null, List.of());
    }

    @Test
    void listsTopologies() {
        drift();
        shell.now = shell.now.plusSeconds(7300);
        assertEquals(0, shell.topo("get"));
        assertEquals("""
                NAME     SYNC        HEALTH   RESOURCES   AGE
                office   OutOfSync   -        3           2h
                zoo      Synced      -        1           2h
                """, shell.out);
        assertEquals(0, shell.topo("get", "-o", "wide"));
        assertTrue(shell.out.contains("converged"), shell.out);
    }

    @Test
    void saysUnknownWhereItCannotLook() {
        shell.platform.blind = new IllegalStateException("enter namespace red: EPERM: Operation not permitted");
        assertEquals(0, shell.topo("get"));
        assertTrue(shell.out.contains("office   Unknown   -        3"), shell.out);
        assertEquals(0, shell.topo("get", "office"));
        assertTrue(shell.out.contains("Unknown"), shell.out);
        assertTrue(shell.err.contains("EPERM"), shell.err);
    }

    @Test
    void listsResources() {
        drift();
        assertEquals(0, shell.topo("get", "office"));
        assertEquals("""
                KIND     NAME   NAMESPACE   STATUS
                widget   a      -           Differs
                widget   b      -           Missing
                widget   c      red         Synced
                widget   x      -           Extra
                """, shell.out);
        shell.topo("get", "office", "-owide");
        assertTrue(shell.out.contains("Differs   size: 7 -> 1"), shell.out);
        shell.platform.kernel.put(Widget.id("b"), new FakePlatform.Owned("", widget("b", 1)));
        shell.topo("get", "office");
        assertTrue(shell.out.contains("widget   b      -           Conflict"), shell.out);
    }

    @Test
    void refusesUnknownNames() {
        assertEquals(4, shell.topo("get", "ofice"));
        assertEquals("no topology \"ofice\" (did you mean \"office\"?)\n", shell.err);
        assertEquals(4, shell.topo("describe", "../office"));
        assertEquals(2, shell.topo("get", "-o", "xml"));
    }

    @Test
    void printsTheDocumentsAsApplied() throws Exception {
        assertEquals(0, shell.topo("get", "office", "-o", "yaml"));
        assertEquals(Files.readString(folder.resolve("lab.yaml")), shell.out);
        assertEquals(0, shell.topo("get", "-o", "yaml"));
        String both = shell.out;
        shell.write("both.yaml", both);
        assertEquals(0, shell.topo("validate", folder + "/both.yaml"), shell.err);
        String ok = folder + "/both.yaml: ok (topology ";
        assertEquals(ok + "office: 3 resources)\n" + ok + "zoo: 1 resource)\n", shell.out);
    }

    @Test
    void describesATopology() {
        drift();
        assertEquals(0, shell.topo("describe", "office"));
        assertTrue(shell.out.startsWith("""
                Topology:    office
                Heal:        enforce
                Sync:        OutOfSync
                Created:     2026-11-21T08:00:00Z (0s ago)
                Applied:     2026-11-21T08:00:00Z (0s ago), converged
                Version:     1 (by apply, converged)
                Resources:   3

                widget a: Differs
                  size: 7 -> 1
                  FIELD   DESIRED   ACTUAL
                  size    1         7

                widget b: Missing
                """), shell.out);
        assertTrue(shell.out.endsWith("widget x: Extra\n  FIELD   DESIRED   ACTUAL\n  size    -         1\n"), shell.out);
    }

    @Test
    void describesOneResource() {
        assertEquals(0, shell.topo("describe", "office", "widget/red/c"), shell.err);
        assertEquals("widget c (namespace red): Synced\n", shell.out);
        assertEquals(0, shell.topo("describe", "office", "widget/c"), shell.err);
        assertEquals(4, shell.topo("describe", "office", "widget/aa"));
        assertTrue(shell.err.contains("did you mean \"widget/a\"?"), shell.err);
    }

    private static String tight(String json) {
        return json.replaceAll("[\\s\"]+", "");
    }

    @Test
    void tellsWhichCommitATopologyIsOf() {
        String commit = "6c9a1f0d3f2b7a54c1e8d9b0a7f6e5d4c3b2a190";
        shell.topo("get", "-o", "json");
        assertTrue(tight(shell.out).contains("source:null"), shell.out);
        Origin office = new Origin("git:file:///labs#main:office/lab.yaml", "main@sha1:" + commit, shell.now.minusSeconds(60));
        office.write(shell.remembered("office"));
        new Origin("/etc/zoo.yaml", "", shell.now).write(shell.remembered("zoo"));
        shell.topo("get", "-o", "wide");
        assertTrue(shell.out.contains("main@6c9a1f0") && shell.out.contains("converged    -"), shell.out);
        String source = "source:{file:git:file:///labs#main:office/lab.yaml,revision:" + commit + ",read:2026-11-21T07:59:00Z}";
        shell.topo("get", "-o", "json");
        assertTrue(tight(shell.out).contains(source), shell.out);
        assertTrue(tight(shell.out).contains("source:{file:/etc/zoo.yaml,revision:null,read:2026-11-21T08:00:00Z}"), shell.out);
        shell.topo("get", "office", "-o", "json");
        assertTrue(tight(shell.out).contains(source), shell.out);
        shell.topo("describe", "office");
        assertTrue(shell.out.contains("""
                Source:      git:file:///labs#main:office/lab.yaml
                Revision:    main@sha1:%s
                Read:        2026-11-21T07:59:00Z (60s ago)
                """.formatted(commit)), shell.out);
        shell.topo("describe", "zoo");
        assertTrue(shell.out.contains("Source:      /etc/zoo.yaml\nRead:        2026-11-21T08:00:00Z (0s ago)\n"), shell.out);
    }

    @Test
    void writesJsonAndNothingElse() throws Exception {
        drift();
        for (String[] words : List.of(new String[] {"get", "-o", "json"}, new String[] {"get", "office", "-o", "json"},
                new String[] {"diff", folder + "/lab.yaml", "-o", "json"}, new String[] {"apply", folder + "/lab.yaml", "--output=json"},
                new String[] {"destroy", "office", "-o", "json"})) {
            shell.topo(words);
            assertOneDocument(shell.out);
        }
        assertTrue(shell.out.contains("\"action\" : \"delete\""), shell.out);
        assertTrue(shell.err.contains("  - widget a\n"), "what is told goes to the messages: " + shell.err);
    }

    private static void assertOneDocument(String text) throws Exception {
        try (JsonParser json = new JsonFactory().createParser(text)) {
            assertEquals(JsonToken.START_OBJECT, json.nextToken());
            json.skipChildren();
            assertNull(json.nextToken(), "one document");
        }
    }
}
