package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static topo.api.yaml.YamlText.HEAD;
import static topo.api.yaml.YamlText.one;
import static topo.api.yaml.YamlText.problems;
import static topo.api.yaml.YamlText.read;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Topology;
import topo.api.net.NetnsName;

class TopologyReaderTest {

    @Test
    void readsADocument() {
        String text = """
                # An office.
                apiVersion: topo/v1
                kind: Topology
                metadata:
                  name: office
                  description: >
                    two hosts
                    behind a NAT
                spec:
                  heal: report
                  links:
                    - { name: br0, namespace: red, addresses: [10.0.0.1/24, "2001:db8::1/64"], mtu: 9000, up: false }
                  namespaces:
                    - name: red
                """;
        Topology topology = one(text);
        assertEquals("office", topology.name());
        assertEquals("two hosts behind a NAT", topology.description());
        assertEquals(Topology.Heal.REPORT, topology.heal());
        assertEquals(text, topology.source());
        assertEquals("[link br0 (namespace red), namespace red]",
                topology.resources().all().stream().map(Resource::id).toList().toString());
        TestKinds.Link link = topology.resources().of(TestKinds.Link.class).get(0);
        assertEquals("[10.0.0.1/24, 2001:db8::1/64]", link.addresses().toString());
        assertEquals(9000, link.mtu());
        assertEquals(false, link.up());
    }

    @Test
    void fillsInWhatIsLeftOut() {
        Topology topology = one(HEAD + "spec: {links: [{name: a}]}\n");
        assertEquals("", topology.description());
        assertEquals(Topology.Heal.ENFORCE, topology.heal());
        assertEquals(true, topology.resources().of(TestKinds.Link.class).get(0).up());
        assertEquals(Topology.Heal.OFF, one(HEAD + "spec: {heal: off}\n").heal());
        assertEquals(0, one(HEAD + "spec: {links: []}\n").resources().all().size());
    }

    @Test
    void readsEachDocumentOfAFile() {
        String second = HEAD.replace("lab", "lab2") + "spec: {links: [{name: b}]}\n";
        List<Topology> topologies = read("---\n" + HEAD + "spec: {links: [{name: a}]}\n---\n# nothing\n---\n" + second);
        assertEquals(List.of("lab", "lab2"), topologies.stream().map(Topology::name).toList());
        for (Topology topology : topologies) {
            Topology again = one(topology.source());
            assertEquals(List.copyOf(topology.resources().all()), List.copyOf(again.resources().all()));
            assertEquals(topology.source(), again.source());
        }
    }

    @Test
    void refusesFilesWithoutADocument() {
        for (String text : List.of("", "\n\n", "# only this\n", "---\n", "---\n...\n---\n", "~", "\ufeff")) {
            assertEquals(List.of("lab.yaml: there is no document in it"), problems(text), text);
        }
    }

    @Test
    void refusesWhatIsNoTopology() {
        assertEquals(List.of("lab.yaml:1:1: expected a topology (apiVersion, kind, metadata, spec), found a list"), problems("- a\n"));
        assertEquals(List.of("lab.yaml:1:1: expected a topology (apiVersion, kind, metadata, spec), found \"hello\""), problems("hello"));
        assertEquals(List.of("lab.yaml:2:7: kind: \"Deployment\" is not Topology"),
                problems("apiVersion: topo/v1\nkind: Deployment\nspec: {replicas: 3}\n"));
        assertEquals(List.of("lab.yaml:1:13: apiVersion: \"topo/v2\" is not topo/v1 (did you mean \"topo/v1\"?)",
                "lab.yaml:2:7: kind: \"topology\" is not Topology (did you mean \"Topology\"?)"),
                problems("apiVersion: topo/v2\nkind: topology\n"));
    }

    @Test
    void reportsMissingFields() {
        assertEquals(List.of("lab.yaml:1:1: the field \"apiVersion\" is missing", "lab.yaml:1:1: the field \"kind\" is missing",
                "lab.yaml:1:1: the field \"metadata\" is missing", "lab.yaml:1:7: spec: expected a mapping (key: value), found a list"),
                problems("spec: [a]\n"));
        assertEquals(List.of("lab.yaml:3:11: metadata: the field \"name\" is missing", "lab.yaml:4:6: spec: has no value "
                + "(a topology that declares nothing says {})"), problems("apiVersion: topo/v1\nkind: Topology\nmetadata: {}\nspec:\n"));
    }

    @Test
    void reportsAllProblemsOfAllPartsAtOnce() {
        assertEquals(List.of(
                "lab.yaml:1:1: the field \"apiVersion\" is missing",
                "lab.yaml:1:1: apiversion: unknown field (did you mean \"apiVersion\"?)",
                "lab.yaml:3:18: metadata.name: the name \"Lab\" is not at most 63 lower-case letters, digits or \"-\", "
                        + "with a letter or digit first and last",
                "lab.yaml:3:23: metadata.labels: unknown field",
                "lab.yaml:5:9: spec.heal: \"enforced\" is not one of enforce, report, off (did you mean \"enforce\"?)",
                "lab.yaml:6:3: spec.linsk: unknown list (did you mean \"links\"?)",
                "lab.yaml:7:3: spec.pods: unknown list (the lists are namespaces, links, veths, routes)",
                "lab.yaml:8:9: spec.veths: expected a list, found nothing (an empty list is [])",
                "lab.yaml:10:7: spec.links[0]: expected a mapping (key: value), found \"eth0\"",
                "lab.yaml:11:7: spec.links[1]: the field \"name\" is missing",
                "lab.yaml:11:14: spec.links[1].mtu: expected a whole number from 68 to 65535, found \"big\"",
                "lab.yaml:11:19: spec.links[1].adresses: unknown field (did you mean \"addresses\"?)",
                "lab.yaml:12:42: spec.links[2].addresses[1]: \"10.0.0.1\": the prefix length is missing (10.0.0.1/24?)"),
                problems("""
                        apiversion: topo/v1
                        kind: Topology
                        metadata: {name: Lab, labels: {}}
                        spec:
                          heal: enforced
                          linsk: []
                          pods: []
                          veths:
                          links:
                            - eth0
                            - { mtu: big, adresses: [] }
                            - { name: a, addresses: [10.0.0.1/8, 10.0.0.1] }
                        """));
    }

    @Test
    void reportsReferencesToUndeclaredNamespaces() {
        assertEquals(List.of("lab.yaml:6:30: spec.links[0].namespace: unknown namespace \"rde\" (did you mean \"red\"?)",
                "lab.yaml:7:30: spec.links[1].namespace: unknown namespace \"blue\" (declared: red, n1, n2, n3, n4, ...)"),
                problems(HEAD + """
                        spec:
                          links:
                            - { name: a0, namespace: rde }
                            - { name: a1, namespace: blue }
                          namespaces: [{name: red}, {name: n1}, {name: n2}, {name: n3}, {name: n4}, {name: n5}]
                        """));
        assertEquals(List.of("lab.yaml:4:39: spec.links[0].namespace: unknown namespace \"red\" (none is declared under spec.namespaces)"),
                problems(HEAD + "spec: {links: [{name: a, namespace:   red}]}\n"));
        assertEquals(List.of("lab.yaml:4:51: spec.links[0].namespace: unknown namespace \"red\" (none is declared under spec.namespaces)"),
                problems(HEAD + "spec: {heal: report, links: [{name: a, namespace: red}]}\n"));
    }

    @Test
    void reportsAMisspeltListAndNotWhatRefersToIt() {
        assertEquals(List.of("lab.yaml:4:8: spec.namespacs: unknown list (did you mean \"namespaces\"?)",
                "lab.yaml:4:75: spec.links[0].mtu: expected a whole number from 68 to 65535, found \"big\""),
                problems(HEAD + "spec: {namespacs: [{ name: red }], links: [{name: a, namespace: red, mtu: big}]}\n"));
    }

    @Test
    void takesAWronglyWrittenNamespaceAsDeclared() {
        assertEquals(List.of("lab.yaml:4:34: spec.namespaces[0].size: unknown field",
                "lab.yaml:4:51: spec.namespaces[1].name: the namespace name \"-b\" is "
                + "not at most 63 letters, digits, \"_\", \".\" or \"-\" that start with a letter or digit"),
                problems(HEAD + "spec: {namespaces: [{ name: red, size: 1}, {name: -b}], links: [{name: a, namespace: red}]}\n"));
    }

    @Test
    void reportsWhatIsDeclaredTwice() {
        assertEquals(List.of("lab.yaml:7:5: spec.links[1]: interface a is declared already, in spec.links[0] at line 6",
                "lab.yaml:9:5: spec.veths[0]: interface a is declared already, in spec.links[0] at line 6",
                "lab.yaml:12:5: spec.routes[1]: route 10.0.0.0/8 is declared already, in spec.routes[0] at line 11"),
                problems(HEAD + """
                        spec:
                          links:
                          - name: a
                          - name: a
                          veths:
                          - endpoints: [{name: b}, {name: a}]
                          routes:
                          - {to: 10.0.0.0/8}
                          - {to: 10.0.0.0/8, via: 10.0.0.1}
                        """));
        one(HEAD + "spec: {namespaces: [{name: r}], links: [{name: a}, {name: a, namespace: r}]}\n");
    }

    @Test
    void letsAKindCheckOnlyWhatHasNoProblems() {
        assertEquals(List.of("lab.yaml:4:33: spec.links[0].after: unknown link \"b\"", "lab.yaml:4:61: spec.links[1].x: unknown field"),
                problems(HEAD + "spec: {links: [{name: a, after: [b]}, {name: c, after: [b], x: y}]}\n"));
    }

    @Test
    void makesAProblemOfAnIllegalArgumentOfAKind() {
        Kind<TestKinds.Namespace> strict = new Kind<>() {
            @Override
            public String list() {
                return "things";
            }

            @Override
            public String name() {
                return "thing";
            }

            @Override
            public TestKinds.Namespace read(YamlMap entry) {
                if (entry.has("bad")) {
                    throw new IllegalArgumentException("cannot be read");
                }
                return entry.has("silent") ? null : new TestKinds.Namespace(new ResourceId("thing", NetnsName.HOST, "a"));
            }

            @Override
            public void check(TestKinds.Namespace resource, YamlMap entry, Resources all) {
                throw new IllegalArgumentException("cannot be checked");
            }
        };
        TopologyReader reader = new TopologyReader(List.of(strict));
        byte[] bytes = (HEAD + "spec: {things: [{bad: 1}, {}]}\n").getBytes(StandardCharsets.UTF_8);
        List<String> heads = YamlText.heads(assertThrows(BadDocumentException.class, () -> reader.read("f", bytes)));
        assertEquals(List.of("f:4:17: spec.things[0]: cannot be read", "f:4:27: spec.things[1]: cannot be checked"), heads);
        byte[] silent = (HEAD + "spec: {things: [{silent: 1}]}\n").getBytes(StandardCharsets.UTF_8);
        assertTrue(assertThrows(IllegalStateException.class, () -> reader.read("f",
                silent)).getMessage().contains("the kind thing read nothing"));
    }

    @Test
    void printsTheSourceLineAndACaret() {
        BadDocumentException bad = assertThrows(BadDocumentException.class, () -> read(HEAD + "spec:\n  heal: onn\n"));
        assertEquals("lab.yaml:5:9: spec.heal: \"onn\" is not one of enforce, report, off\n  heal: onn\n        ^", bad.getMessage());
    }
}
