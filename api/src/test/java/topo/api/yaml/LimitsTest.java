package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files made to break a reader. The time is a guard against hanging only; each of them takes a fraction of a second. */
class LimitsTest {
    private static final int MOST = (int) Source.MOST_BYTES;

    private static List<String> problems(byte[] bytes) {
        return assertTimeoutPreemptively(Duration.ofSeconds(30), () -> YamlText.problems(bytes));
    }

    private static String first(String text) {
        return problems(text.getBytes(StandardCharsets.UTF_8)).get(0);
    }

    static Stream<Arguments> deep() {
        return Stream.of("[", "{a: ", "- ", "? ", "{", "[{", "- ? ", "? [").map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("deep")
    void refusesTenThousandLevels(String level) {
        assertTrue(first(level.repeat(10_000)).endsWith(": nested deeper than 32 levels"));
    }

    @Test
    void takesThirtyTwoLevelsAndNotOneMore() {
        Problems problems = new Problems("f", "");
        assertEquals(1, new YamlReader(Limits.USUAL).read("[".repeat(32) + "]".repeat(32), problems).size());
        assertEquals(0, problems.count());
        assertEquals("lab.yaml:1:33: " + "[0]".repeat(32) + ": nested deeper than 32 levels", first("[".repeat(33) + "]".repeat(33)));
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            lines.append(" ".repeat(i)).append("a:\n");
        }
        assertEquals("lab.yaml:33:33: " + "a.".repeat(31) + "a: nested deeper than 32 levels", first(lines.toString()));
    }

    @Test
    void countsTheLevelsOfAnAliasToo() {
        String text = "a: &a " + "[".repeat(20) + "]".repeat(20) + "\nb: " + "[".repeat(20) + "*a" + "]".repeat(20);
        assertEquals("lab.yaml:1:18: b" + "[0]".repeat(31) + ": nested deeper than 32 levels", first(text));
    }

    @Test
    void refusesLongValues() {
        String head = YamlText.HEAD + "spec: {links: [{name: a, mtu: ";
        assertEquals("lab.yaml:4:31: spec.links[0].mtu: a value of 1000000 characters; at most 4096 are allowed",
                first(head + "9".repeat(1_000_000) + "}]}"));
        assertEquals("lab.yaml:4:31: spec.links[0].mtu: 9999999999999999999999999999999999999999... is not between 68 and 65535",
                first(head + "9".repeat(4096) + "}]}"));
        assertTrue(first("a".repeat(MOST)).endsWith("a value of 4194304 characters; at most 4096 are allowed"));
    }

    @Test
    void refusesAliasBombs() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 9; i++) {
            laughs.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ",").repeat(10) + "]\n");
        }
        assertTrue(first(laughs.toString()).endsWith(": more than 400000 keys and values in a file, aliases expanded"));
        String quadratic = "a: &a [" + "x,".repeat(20_000) + "]\nb: [" + "*a,".repeat(99) + "]";
        assertTrue(first(quadratic).endsWith(": more than 400000 keys and values in a file, aliases expanded"));
        assertEquals("lab.yaml:1:5: [0]: the alias *a stands inside the value that &a names", first("&a [*a]"));
        assertEquals("lab.yaml:1:8: b: the alias *a stands inside the value that &a names", first("&a {b: *a}"));
    }

    @Test
    void takesAHundredAliasesAndNotOneMore() {
        Problems problems = new Problems("f", "");
        String text = "a: &a x\nb: [" + "*a,".repeat(100) + "]\n";
        assertEquals(2, new YamlReader(Limits.USUAL).read(text + "---\n" + text, problems).size());
        assertEquals(0, problems.count());
        assertEquals("lab.yaml:2:305: b[100]: more than 100 aliases in a document", first(text.replace("]", "*a]")));
        StringBuilder anchors = new StringBuilder();
        for (int i = 0; i < 1_001; i++) {
            anchors.append("- &a").append(i).append(" x\n");
        }
        assertEquals("lab.yaml:1001:3: [1000]: more than 1000 anchors in a document", first(anchors.toString()));
    }

    @Test
    void refusesManyValuesDocumentsAndProblems() {
        assertEquals("lab.yaml:1:800000: [399999]: more than 400000 keys and values in a file; divide it into several",
                first("[" + "a,".repeat(500_000) + "]"));
        byte[] documents = "--- {a: b}\n".repeat(2_000).getBytes(StandardCharsets.UTF_8);
        assertTrue(problems(documents).contains("lab.yaml: more than 1000 documents in a file"));
        BadDocumentException bad = assertThrows(BadDocumentException.class, () -> YamlText.read("a:\n".repeat(500_000)));
        assertEquals(100, bad.problems().size());
        assertTrue(bad.getMessage().endsWith("lab.yaml: ... and at least 900 more"), bad.getMessage());
    }

    @Test
    void takesMoreOfAFileThatAFlagLetIn() {
        String text = "# " + "x".repeat(MOST * 2) + "\n[" + "a,".repeat(500_000) + "]";
        assertEquals(List.of("lab.yaml:2:1: expected a topology (apiVersion, kind, metadata, spec), found a list"),
                problems(text.getBytes(StandardCharsets.UTF_8)));
    }

    static Stream<Arguments> junk() {
        return Stream.of("[", "]", "{", "}", "\"", "'", "&a", "&a ", "*a ", "\n", " ", "\t", "#", "#\n", "\r", "? ", "- ", "-\n", "a: ",
                "a:\n", ":", ": ",
                ":\n", "a ", "a\n", "! ", "!", "%", "%a\n", "---\n", "--- a\n", "...\n", "|\n", "- |\n", "\"a\": ", "{,", "[[],",
                "\uD83D\uDE00:\n", " \t",
                "\n\t", "- !a b\n", "- &a b\n", "a: |\n", "\\", "`", "@", "\u0085", "\u2028", ",", "? - : ", "{? ", "<<: *a\n", "!<",
                "%TAG ! a\n", "\"\\x")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("junk")
    void refusesFourMebibytesOf(String junk) {
        byte[] one = junk.getBytes(StandardCharsets.UTF_8);
        assertTrue(problems(junk.repeat(MOST / one.length).getBytes(StandardCharsets.UTF_8)).get(0).startsWith("lab.yaml:"));
    }

    @Test
    void refusesFourMebibytesThatNeverEnd() {
        for (String start : List.of("\"", "'", "a: |9\n ", "a: >\n", "!<", "k: a\n  ", "%YAML 1.", "a:\t", "? ", "[a, ", "# ")) {
            for (String more : List.of("a", " \n")) {
                String text = start + more.repeat((MOST - start.length()) / more.length());
                assertTrue(first(text).startsWith("lab.yaml"), start + more);
            }
        }
    }

    @Test
    void survivesMillionsOfBadEntriesAndNames() {
        String head = YamlText.HEAD + "spec:\n";
        assertTrue(first(head + "  links: [" + "a,".repeat(300_000) + "]\n").endsWith("expected a mapping (key: value), found \"a\""));
        String addresses = "  links: [{name: a, addresses: [" + "x,".repeat(300_000) + "]}]\n";
        assertTrue(first(head + addresses).contains("not an IPv4 or IPv6 address"));
        assertTrue(first(head + "  links:\n" + "  - {name: x}\n".repeat(100_000)).endsWith(
                "interface x is declared already, in spec.links[0] at line 6"));
        StringBuilder near = new StringBuilder(head + "  namespaces:\n");
        for (int i = 0; i < 30_000; i++) {
            near.append("  - {name: ").append("n".repeat(50)).append(i).append("}\n");
        }
        near.append("  links:\n");
        for (int i = 0; i < 2_000; i++) {
            near.append("  - {name: a").append(i).append(", namespace: ").append("n".repeat(40)).append("m".repeat(10)).append(i);
            near.append("}\n");
        }
        assertTrue(first(near.toString()).contains("unknown namespace"));
    }
}
