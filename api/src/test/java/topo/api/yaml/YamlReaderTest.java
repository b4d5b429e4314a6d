package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlReaderTest {

    private static List<YamlDocument> documents(String text) {
        Problems problems = new Problems("f", text);
        List<YamlDocument> documents = new YamlReader(Limits.USUAL).read(text, problems);
        assertEquals(List.of(), problems.all());
        return documents;
    }

    private static YamlMap map(String text) {
        return (YamlMap) documents(text).get(0).root();
    }

    private static List<String> problems(String text) {
        Problems problems = new Problems("f", text);
        new YamlReader(Limits.USUAL).read(text, problems);
        return problems.all().stream().map(p -> p.line() + ":" + p.column() + ": " + p.path() + ": " + p.message()).toList();
    }

    @Test
    void knowsWhereKeysAndValuesStand() {
        YamlMap map = map("# c\na:\n  - x\n  - {b: \"y\", c: [1]}\nd: |\n  t\n");
        assertEquals("f:2:1: a", map.placeOf("a").toString());
        YamlList list = (YamlList) map.node("a");
        assertEquals("f:3:3: a", list.place().toString());
        assertEquals("f:3:5: a[0]", list.items().get(0).place().toString());
        YamlMap inner = list.items().get(1).asMap();
        assertEquals("f:4:5: a[1]", inner.place().toString());
        assertEquals("f:4:6: a[1].b", inner.placeOf("b").toString());
        assertEquals("f:4:9: a[1].b", inner.node("b").place().toString());
        assertEquals("f:4:18: a[1].c[0]", ((YamlList) inner.node("c")).items().get(0).place().toString());
        assertEquals("f:5:4: d", map.node("d").place().toString());
        assertEquals("t\n", map.node("d").asText());
        assertEquals("f:2:1: ", map.placeOf("nothing").toString());
    }

    @Test
    void neverGuessesTypes() {
        YamlMap map = map("a: yes\nb: 0x10\nc: 'yes'\nd: ~\ne:\nf: \"\"\ng: null\nh: 'null'\n");
        assertEquals("yes", map.node("a").asText());
        assertEquals("0x10", map.node("b").asText());
        assertTrue(((YamlScalar) map.node("c")).quoted());
        for (String nothing : List.of("d", "e", "g")) {
            assertTrue(((YamlScalar) map.node(nothing)).isNull());
        }
        assertFalse(((YamlScalar) map.node("f")).isNull() || ((YamlScalar) map.node("h")).isNull());
    }

    @Test
    void reportsDuplicateKeysWithTheLineOfTheFirst() {
        assertEquals(List.of("3:1: a: the key is there already, in line 1", "4:11: c.d: the key is there already, in line 4"),
                problems("a: 1\nb: 2\na: 3\nc: {d: e, d: f}\n"));
    }

    @Test
    void reportsTags() {
        assertEquals(List.of("1:4: a: tags such as !!int are not allowed", "2:4: b: tags such as !mine are not allowed",
                "3:4: c: tags such as !!set are not allowed"), problems("a: !!int 1\nb: !mine {x: y}\nc: !!set [x]\n"));
    }

    @Test
    void reportsKeysThatAreNoNames() {
        assertEquals(List.of("1:1: ?: a key must be a plain name, not a list", "3:1: ?: a key must be a plain name, not an alias",
                "4:5: z.?: a key is missing before the \":\"", "5:1: ?: a key must be a plain name, not a mapping"),
                problems("[a]: b\nx: &x y\n*x : c\nz: {\"\": d}\n{e: f}: g\n"));
    }

    @Test
    void copiesWhatAnAliasStandsFor() {
        YamlMap map = map("a: &x {b: [1, 2]}\nc: *x\nd: &y\n  - *x\ne: *y\n");
        YamlMap copy = map.node("c").asMap();
        assertEquals("f:2:4: c", copy.place().toString());
        YamlNode second = ((YamlList) copy.node("b")).items().get(1);
        assertEquals("2", second.asText());
        assertEquals("f:1:15: c.b[1]", second.place().toString());
        YamlMap nested = ((YamlList) map.node("e")).items().get(0).asMap();
        assertEquals("f:1:8: e[0].b", nested.placeOf("b").toString());
    }

    @Test
    void asksEachCopyForItsOwnFields() {
        YamlMap map = map("a: &x {b: 1}\nc: *x\n");
        map.node("a").asMap().node("b");
        map.node("c").asMap().has("other");
        map.finish();
        assertEquals(List.of("c.b: unknown field"),
                map.place().problems().all().stream().map(p -> p.path() + ": " + p.message()).toList());
    }

    @Test
    void doesNotMerge() {
        assertEquals(List.of("<<", "c"), List.copyOf(map("<<: {a: b}\nc: d\n").keys()));
    }

    @Test
    void reportsAliasesThatStandForNothing() {
        assertEquals(List.of("1:4: a: the alias *x has no anchor &x before it"), problems("a: *x\nb: &x 1\n"));
        assertEquals(List.of("2:4: b: the alias *rde has no anchor &rde before it (did you mean \"red\"?)"),
                problems("a: &red 1\nb: *rde\n"));
        assertEquals(List.of("2:4: b: the alias *x has no anchor &x before it"), problems("a: &y 1\nb: *x\n---\na: &x 1\n"));
        assertEquals(List.of("3:4: b: the alias *x has no anchor &x before it"), problems("a: &x 1\n---\nb: *x\n"));
        assertEquals(List.of("1:5: [0]: the alias *a stands inside the value that &a names"), problems("&a [*a]"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a: b|a: b",
        "a: b\\n---\\na: c\\n|a: b\\n;---\\na: c\\n",
        "---\\na: b\\n...\\n---\\na: c|---\\na: b\\n...;\\n---\\na: c",
        "%YAML 1.2\\n---\\na: b\\n...\\n%YAML 1.2\\n---\\na: c\\n|%YAML 1.2\\n---\\na: b\\n...;\\n%YAML 1.2\\n---\\na: c\\n",
        "# one\\na: b\\n# two\\n---\\n---\\n# three\\na: c\\n|# one\\na: b\\n# two\\n;---\\n# three\\na: c\\n",
        "---\\na: \uD83D\uDE00 # x\\n... # y\\n--- {a: \uD83D\uDE00}\\n--- {a: c}"
            + "|---\\na: \uD83D\uDE00 # x\\n...; # y\\n--- {a: \uD83D\uDE00}\\n;--- {a: c}"})
    void cutsAFileIntoTextsThatReadAsTheSame(String escaped, String expected) {
        List<YamlDocument> documents = documents(escaped.replace("\\n", "\n"));
        assertEquals(expected.replace("\\n", "\n"), String.join(";", documents.stream().map(YamlDocument::source).toList()));
        for (YamlDocument document : documents) {
            List<YamlDocument> again = documents(document.source());
            assertEquals(1, again.size());
            assertEquals(document.root().asMap().node("a").asText(), again.get(0).root().asMap().node("a").asText());
        }
    }

    @Test
    void keepsTheDocumentsBeforeASyntaxError() {
        Problems problems = new Problems("f", "");
        List<YamlDocument> documents = new YamlReader(Limits.USUAL).read("a: b\n---\na: [\n", problems);
        assertEquals(1, documents.size());
        assertEquals("a: b\n", documents.get(0).source());
        assertEquals(1, problems.count());
    }
}
