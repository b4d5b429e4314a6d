package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import topo.api.Topology;

/** What tests do with a text all the time. */
final class YamlText {
    static final String HEAD = "apiVersion: topo/v1\nkind: Topology\nmetadata: {name: lab}\n";

    private YamlText() {}

    static List<Topology> read(String text) {
        return new TopologyReader(TestKinds.all()).read("lab.yaml", text.getBytes(StandardCharsets.UTF_8));
    }

    static Topology one(String text) {
        List<Topology> topologies = read(text);
        assertEquals(1, topologies.size());
        return topologies.get(0);
    }

    /** The first lines of the problems of a text that must have some. */
    static List<String> problems(String text) {
        return problems(text.getBytes(StandardCharsets.UTF_8));
    }

    static List<String> problems(byte[] bytes) {
        TopologyReader reader = new TopologyReader(TestKinds.all());
        return heads(assertThrows(BadDocumentException.class, () -> reader.read("lab.yaml", bytes)));
    }

    static List<String> heads(BadDocumentException bad) {
        List<String> heads = new ArrayList<>();
        for (Problems.Problem problem : bad.problems()) {
            heads.add(problem.toString().lines().findFirst().orElseThrow());
        }
        return heads;
    }

    /** The value of the only field of a mapping {@code v: TEXT}, as this reader has it. */
    static <T> T value(String text, YamlMap.Reader<T> reader) {
        Problems problems = new Problems("v.yaml", "v: " + text);
        YamlMap map = (YamlMap) new YamlReader(Limits.USUAL).read("v: " + text, problems).get(0).root();
        assertEquals(List.of(), problems.all());
        return reader.read(map.node("v"));
    }

    static String refusal(String text, YamlMap.Reader<?> reader) {
        return assertThrows(IllegalArgumentException.class, () -> value(text, reader), text).getMessage();
    }
}
