package topo.reconcilers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;
import topo.reconcilers.Documents;

/** {@code namespaces:} in documents. */
class NamespaceKindTest {

    @Test
    void aNamespaceWithAliases() {
        Namespace red = Documents.one(Namespace.class, """
                namespaces:
                  - { name: red, aliases: [web, www.example.org] }
                """);
        assertEquals(new Namespace(new NetnsName("red"), List.of("web", "www.example.org"), true, true), red);
        assertEquals("namespace red", red.title());
    }

    @Test
    void badNames() {
        assertEquals(List.of(
                "6:13: spec.namespaces[0].name: the namespace name \"../x\" is not at most 63 letters, digits, \"_\", \".\" or \"-\""
                + " that start"
                        + " with a letter or digit",
                "7:13: spec.namespaces[1].name: the namespace name \"-x\" is not at most 63 letters, digits, \"_\", \".\" or \"-\" that"
                + " start"
                        + " with a letter or digit",
                "8:7: spec.namespaces[2]: the field \"name\" is missing",
                "8:9: spec.namespaces[2].nmae: unknown field (did you mean \"name\"?)"), Documents.problems("""
                namespaces:
                  - name: ../x
                  - name: "-x"
                  - { nmae: red }
                """));
    }

    @Test
    void theSameTwice() {
        assertEquals(List.of("7:7: spec.namespaces[1]: namespace red is declared already, in spec.namespaces[0] at line"
                + " 6"), Documents.problems("""
                namespaces:
                  - name: red
                  - name: red
                """));
    }

    @Test
    void aliasesAreHostNamesAndStandForOneNamespace() {
        assertEquals(List.of(
                "6:30: spec.namespaces[0].aliases[0]: \"a b\" is not a host name (letters, digits and \"-\" in labels parted by dots)",
                "7:30: spec.namespaces[1].aliases: the name \"red\" also stands for namespace red",
                "8:31: spec.namespaces[2].aliases: the name \"web\" also stands for namespace blue",
                "7:30: spec.namespaces[1].aliases: the name \"web\" also stands for namespace green").stream().sorted().toList(),
                Documents.problems("""
                namespaces:
                  - { name: red, aliases: ["a b"] }
                  - { name: blue, aliases: [web, red] }
                  - { name: green, aliases: [web] }
                """).stream().sorted().toList());
    }
}
