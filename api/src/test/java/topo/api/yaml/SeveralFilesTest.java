package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static topo.api.yaml.YamlText.HEAD;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.Topology;

class SeveralFilesTest {
    private final TopologyReader reader = new TopologyReader(TestKinds.all());

    private static Source source(String file, String topology, String spec) {
        return Source.of(file, (HEAD.replace("lab", topology) + "spec:\n" + spec).getBytes(StandardCharsets.UTF_8));
    }

    private List<String> problems(Source... sources) {
        return YamlText.heads(assertThrows(BadDocumentException.class, () -> reader.read(List.of(sources))));
    }

    @Test
    void readsThemInTheirOrder() {
        List<Topology> topologies = reader.read(List.of(source("b.yaml", "b", "  links: [{name: a}]\n"), source("a.yaml", "a",
                "  links: [{name: b}]\n")));
        assertEquals(List.of("b", "a"), topologies.stream().map(Topology::name).toList());
        assertEquals(List.of(), reader.read(List.of()));
    }

    @Test
    void refusesTwoTopologiesOfOneName() {
        assertEquals(List.of("b.yaml:3:12: metadata.name: the topology \"lab\" is declared already, in a.yaml at line 3"),
                problems(source("a.yaml", "lab", "  links: [{name: a}]\n"), source("b.yaml", "lab", "  links: [{name: a}]\n")));
        assertEquals(List.of("lab.yaml:8:12: metadata.name: the topology \"lab\" is declared already, in lab.yaml at line 3"),
                YamlText.problems(HEAD + "spec: {}\n---\n" + HEAD + "spec: {}\n"));
    }

    @Test
    void refusesTwoTopologiesThatClaimOneThing() {
        assertEquals(List.of("b.yaml:5:22: spec.links[1]: interface a is declared already, by the topology \"one\" in "
                + "a.yaml, spec.links[0] at line 5"),
                problems(source("a.yaml", "one", "  links: [{name: a}]\n"), source("b.yaml", "two", "  links: [{name: b}, {name: a}]\n")));
    }

    @Test
    void reportsTheProblemsOfAllFilesAndFindsClashesAmongThem() {
        assertEquals(List.of("a.yaml:4:6: spec: has no value (a topology that declares nothing says {})",
                "b.yaml:5:21: spec.links[0].x: unknown field",
                "c.yaml:5:11: spec.links[0]: interface a is declared already, by the topology \"b\" in b.yaml, spec.links[0] at line 5"),
                problems(source("a.yaml", "a", ""), source("b.yaml", "b", "  links: [{name: a, x: 1}]\n"), source("c.yaml", "c",
                        "  links: [{name: a}]\n")));
    }
}
