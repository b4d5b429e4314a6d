package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxWordsTest {

    /** The mistakes that people make, where they are found, and in which words. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a:\\n\\tb: c|2:1|a tab cannot indent a line; use spaces",
        "a: b: c|1:5|a \": \" cannot stand here; is the line indented wrongly, or should the value be in quotes?",
        "a: b\\n c: d|2:3|a \": \" cannot stand here; is the line indented wrongly, or should the value be in quotes?",
        "a: 'b|1:6|the quoted text that starts in line 1 is never closed",
        "a: \"b\\n---\\n|2:1|the quoted text that starts in line 1 is not closed before the document ends",
        "a: [b\\nc: d|2:2|the list that starts in line 1 needs a \",\" or \"]\" here",
        "a: {b: c|1:9|the mapping that starts in line 1 needs a \",\" or \"}\" here",
        "a: @default-route|1:4|the character \"@\" cannot start a value; put the value in quotes",
        "a: %b|1:4|the character \"%\" cannot start a value; put the value in quotes",
        "- a\\nb: c|2:1|this does not fit the list that starts in line 1; "
            + "is the line indented wrongly, or a quote or bracket left open before it?",
        "a: b\\n- c|2:1|this does not fit the mapping that starts in line 1; "
            + "is the line indented wrongly, or a quote or bracket left open before it?",
        "a: - b|1:4|a \"- \" cannot stand here; is the line indented wrongly?",
        "a: b\\nc\\nd: e|3:1|the key that starts in line 2 has no \":\" after it",
        "a: \"\\\\d\"|1:6|an unknown escape after \"\\\" in a double-quoted text; in single quotes a \"\\\" means itself",
        "a: !x!y z|1:4|tags are not allowed; put a value that starts with \"!\" in quotes",
        "{a: b} c|1:8|only one value can be outermost; is the line indented wrongly, or a \"---\" missing?",
        "a: ]|1:4|a value is missing here",
        "%YAML 3.0\\n---\\na: b|1:1|this version of YAML is not known; use %YAML 1.2 or leave the line out"})
    void saysWhereAndWhatInPlainWords(String escaped, String place, String message) {
        String text = escaped.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\");
        Problems problems = new Problems("f", text);
        new YamlReader(Limits.USUAL).read(text, problems);
        assertEquals(List.of(place + ": " + message),
                problems.all().stream().map(p -> p.line() + ":" + p.column() + ": " + p.message()).toList());
    }
}
