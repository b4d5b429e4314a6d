package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.yaml.YamlNode.Place;

class ProblemsTest {

    private static String printed(String text, int line, int column, String path) {
        Problems problems = new Problems("lab.yaml", text);
        problems.add(new Place(problems, path, line, column), "is wrong");
        return problems.all().get(0).toString();
    }

    @Test
    void printsPlacePathMessageLineAndCaret() {
        assertEquals("lab.yaml:2:4: spec.a: is wrong\nb: c\n   ^", printed("a: b\nb: c\n", 2, 4, "spec.a"));
    }

    @Test
    void leavesOutWhatThereIsNot() {
        assertEquals("lab.yaml:1:1: is wrong\na: b\n^", printed("a: b", 1, 1, ""));
        assertEquals("lab.yaml:9:1: is wrong", printed("a: b\n", 9, 1, ""));
        assertEquals("lab.yaml: is wrong", printed("a: b\n", 0, 0, ""));
    }

    @Test
    void countsLinesAsYamlDoes() {
        for (String end : List.of("\n", "\r\n", "\r")) {
            assertEquals("lab.yaml:3:1: is wrong\ntwo\n^", printed("zero" + end + end + "two" + end + "three", 3, 1, ""));
        }
    }

    @Test
    void putsTheCaretBelowTheCharacterOfTabsAndPairs() {
        assertEquals("lab.yaml:1:4: is wrong\n \uD83D\uDE00 x\n   ^", printed("\t\uD83D\uDE00 x", 1, 4, ""));
    }

    @Test
    void showsThePartOfALongLineThatMatters() {
        String line = "a".repeat(500) + "X" + "b".repeat(500);
        String[] shown = printed(line, 1, 501, "").split("\n");
        assertTrue(shown[1].startsWith("...a") && shown[1].endsWith("b..."), shown[1]);
        assertEquals('X', shown[1].charAt(shown[2].indexOf('^')));
        assertTrue(shown[1].length() < 180);
        shown = printed("X" + line, 1, 1, "").split("\n");
        assertEquals('X', shown[1].charAt(shown[2].indexOf('^')));
    }

    @Test
    void shortensAndCleansKeysInPaths() {
        Problems problems = new Problems("lab.yaml", "");
        Place place = new Place(problems, "", 1, 1).inside("spec", 1, 1).inside("a\u202e" + "x".repeat(99), 1, 1).item(3, 1, 1);
        assertEquals("spec.a?" + "x".repeat(62) + "...[3]", place.path());
    }

    @Test
    void neverSendsControlCharactersToTheTerminal() {
        assertEquals("lab.yaml:1:1: is wrong\n?[31m?x\n^", printed("\u001b[31m\u202ex", 1, 1, ""));
        assertEquals("a?b?c...", Problems.printable("a\u0000b\ud800c\u200bd", 5));
        assertEquals("ä\uD83D\uDE00", Problems.printable("ä\uD83D\uDE00", 5));
    }

    @Test
    void showsTheFirstHundredInTheirOrderAndCountsTheRest() {
        Problems problems = new Problems("lab.yaml", "a: b\n".repeat(200));
        for (int line = 150; line > 0; line--) {
            problems.add(new Place(problems, "a", line, 1), "is wrong");
        }
        assertEquals(100, problems.all().size());
        assertEquals(51, problems.all().get(0).line());
        assertEquals(150, problems.count());
        String message = assertThrows(BadDocumentException.class, () -> BadDocumentException.throwIfAny(List.of(problems))).getMessage();
        assertTrue(message.startsWith("lab.yaml:51:1: a: is wrong\na: b\n^\nlab.yaml:52:1: "), message);
        assertTrue(message.endsWith("\nlab.yaml: ... and 50 more"), message);
    }

    @Test
    void throwsNothingWhereNothingIsWrong() {
        BadDocumentException.throwIfAny(List.of(new Problems("a", ""), new Problems("b", "")));
    }
}
