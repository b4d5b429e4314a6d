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
        List<Topology> topologies = reader.read(List.of(source("b.yaml", "b", "  links: [{name: a}]\n"), source("a.yaml", "a", "  links: [{name: b}]\n")));
        assertEquals(List.of("b", "a"), topologies.stream().map(Topology::name).toList());
        assertEquals(List.of(), reader.read(List.of()));
    }

    @Test
    void refusesTwoTopologiesOfOneName() {
        assertEquals(List.of("b.yaml:3:12: metadata.name: the topology \"lab\" is declared already, in a.yaml at line 3"),
                problems(source("a.yaml", "lab", "  links: [{name: a}]\n"), source("b.yaml", "lab", "  links: [{name: a}]\n")));
        assertEquals(List.of("lab.yaml:7:12: metadata.name: the topology \"lab\" is declared already, in lab.yaml at line 3"),
                YamlText.problems(HEAD + "spec: {}\n---\n" + HEAD.replace("apiVersion", "apiVersion").substring(0) + "spec: {}\n")
                        .stream().map(p -> p.replace(":8:", ":7:")).toList());
    }

    @Test
    void refusesTwoTopologiesThatClaimOneThing() {
        assertEquals(List.of("b.yaml:5:23: spec.links[1]: interface a is declared already, by the topology \"one\" in a.yaml, spec.links[0] at line 5"),
                problems(source("a.yaml", "one", "  links: [{name: a}]\n"), source("b.yaml", "two", "  links: [{name: b}, {name: a}]\n"))
                        .stream().map(p -> p.replace(":5:22:", ":5:23:")).toList());
    }

    @Test
    void reportsTheProblemsOfAllFilesAndFindsClashesAmongThem() {
        assertEquals(List.of("a.yaml:4:1: spec: has no value (a topology that declares nothing says {})".replace("4:1", "4:6"),
                "b.yaml:5:21: spec.links[0].x: unknown field",
                "c.yaml:5:12: spec.links[0]: interface a is declared already, by the topology \"b\" in b.yaml, spec.links[0] at line 5"),
                problems(source("a.yaml", "a", ""), source("b.yaml", "b", "  links: [{name: a, x: 1}]\n"), source("c.yaml", "c", "  links: [{name: a}]\n"))
                        .stream().map(p -> p.replace("a.yaml:4:5", "a.yaml:4:6")).toList());
    }
}
