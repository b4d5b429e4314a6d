package topo.kernel.netfilter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * At each place where a text becomes part of what iptables-restore reads: a word is refused, or is one word of the very line that a harmless
 * one is in.
 */
class HostileWordsTest {
    private static final String PREFIX = "TOPO-12345678-";

    static List<String> words() {
        return List.of("", " ", "-", "-x", "--help", "-j", "-j ACCEPT", "! x", "!x", "COMMIT", "\nCOMMIT", "a\nCOMMIT\n*nat\n:PREROUTING DROP", "*nat", ":X - [0:0]",
                "#x", "a b", "a\tb", "a\rb", "a\u0000b", "a\u000bb", "a\u0085b", "a\u2028b", "q\"q", "\"", "\"\" -j ACCEPT", "q'q", "b\\b", "\\", "\\n", "eth+", "+",
                "é", "\ud83d\ude00", "\udcff", "$(id)", "`id`", "%s", "a;b", "a|b", "x".repeat(15), "x".repeat(16), "x".repeat(29), "x".repeat(300));
    }

    private interface Place {
        String text(String word);
    }

    /** The whole input with the word at one place; each begins a table, makes a chain, writes a rule and jumps. */
    private static List<Place> places() {
        return List.of(
                word -> new RestoreInput(word, PREFIX).toString(),
                word -> input(word, "x", "PREROUTING", "eth0"),
                word -> input(PREFIX + word, "x", "PREROUTING", "eth0"),
                word -> input(PREFIX + "PRE", word, "PREROUTING", "eth0"),
                word -> input(PREFIX + "PRE", "x", word, "eth0"),
                word -> input(PREFIX + "PRE", "x", "PREROUTING", word));
    }

    private static String input(String chain, String comment, String from, String device) {
        RestoreInput input = new RestoreInput("nat", PREFIX);
        RuleBody rule = new RuleText(IpFamily.V4).inInterface(device, false).outInterface(device, true).masquerade();
        input.createChain(chain);
        input.edit(chain, ChainEdit.between(List.of(), List.of(new Rule(comment, rule)), any -> true));
        // An empty comment stands for a jump without one.
        input.insertJump(from, chain, comment.isEmpty() ? "x" : comment);
        input.deleteJump(from, chain, comment.isEmpty() ? "x" : comment);
        input.deleteChain(chain);
        return input.toString();
    }

    @ParameterizedTest
    @MethodSource("words")
    void noWordIsMoreThanAWord(String word) {
        for (Place place : places()) {
            String text;
            try {
                text = place.text(word);
            } catch (IllegalArgumentException refused) {
                continue;
            }
            String harmless = place.text("w");
            assertEquals(harmless.lines().count(), text.lines().count(), "lines of " + text);
            assertEquals(harmless.split("[ \n]").length, text.split("[ \n]").length, "words of " + text);
            assertEquals(harmless.chars().filter(c -> c == '"').count(), text.chars().filter(c -> c == '"').count(), "quotes of " + text);
            assertTrue(text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\n'), text);
            assertEquals(1, text.lines().filter(line -> line.startsWith("*")).count(), text);
            assertTrue(text.endsWith("\nCOMMIT\n") && text.lines().filter(line -> line.startsWith("COMMIT")).count() == 1, text);
        }
    }

    @ParameterizedTest
    @MethodSource("words")
    void aCommentWithAWordIsReadBackAsThatWord(String word) {
        try {
            Rule rule = new Rule(word, new RuleText(IpFamily.V4).masquerade());
            assertEquals(word, SavedLine.read("-A " + PREFIX + "PRE " + rule.withComment()).comment());
        } catch (IllegalArgumentException refused) {
            assertThrows(IllegalArgumentException.class, () -> Rule.requirePlain(word));
        }
    }
}
