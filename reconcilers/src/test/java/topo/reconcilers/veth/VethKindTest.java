package topo.reconcilers.veth;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.ResourceId;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.reconcilers.Components;
import topo.reconcilers.Documents;

/** {@code veths:} in documents. */
class VethKindTest {

    @Test
    void aPairBetweenANamespaceAndABridge() {
        Topology lab = Documents.read("""
                namespaces: [{ name: red }]
                bridges: [{ name: br0 }]
                veths:
                  - endpoints:
                      - { namespace: red, name: eth0, addresses: [10.0.0.1/24] }
                      - { name: v-red, bridge: br0 }
                """);
        Veth pair = lab.resources().of(Veth.class).get(0);
        NetnsName red = new NetnsName("red");
        assertEquals(new ResourceId("veth", red, "eth0"), pair.id());
        assertEquals("veth eth0 (namespace red) <-> v-red", pair.title());
        assertEquals(Set.of(red, NetnsName.HOST), pair.namespaces());
        assertEquals(Set.of("interface eth0 (namespace red)", "interface v-red"), pair.claims());
        assertEquals(Set.of(new ResourceId("namespace", NetnsName.HOST, "red"), new ResourceId("bridge", NetnsName.HOST, "br0")),
                pair.dependsOn(lab.resources()));
    }

    @Test
    void exactlyTwoEndpoints() {
        assertEquals(List.of(
                "6:5: spec.veths[0]: the field \"endpoints\" is missing: a veth is a pair of exactly two endpoints",
                "7:16: spec.veths[1].endpoints: a veth has exactly two endpoints, found 3",
                "8:16: spec.veths[2].endpoints: a veth has exactly two endpoints, found 1",
                "9:16: spec.veths[3].endpoints: expected a list, found \"a\""), Documents.problems("""
                veths:
                - {}
                - endpoints: [{ name: a }, { name: b }, { name: c }]
                - endpoints: [{ name: a }]
                - endpoints: a
                """));
    }

    @Test
    void bothEndpointsWithOneName() {
        assertEquals(List.of("5:24: spec.veths[0].endpoints: both endpoints are called a"),
                Documents.problems("veths: [{ endpoints: [{ name: a }, { name: a }] }]"));
        assertEquals(2, Documents.read("""
                namespaces: [{ name: red }]
                veths: [{ endpoints: [{ name: a }, { name: a, namespace: red }] }]
                """).resources().all().size());
    }

    @Test
    void anInterfaceThatIsDeclaredTwice() {
        assertEquals(List.of(
                "8:5: spec.veths[1]: interface b is declared already, in spec.veths[0] at line 7",
                "9:5: spec.veths[2]: interface br0 is declared already, in spec.bridges[0] at line 5"), Documents.problems("""
                bridges: [{ name: br0 }]
                veths:
                - endpoints: [{ name: a }, { name: b }]
                - endpoints: [{ name: b }, { name: c }]
                - endpoints: [{ name: br0 }, { name: d }]
                """));
    }

    @Test
    void unknownFieldsOfThePairAndOfAnEnd() {
        assertEquals(List.of(
                "7:34: spec.veths[0].endpoints[0].adresses: unknown field (did you mean \"addresses\"?)",
                "8:5: spec.veths[0].mtu: unknown field").stream().sorted().toList(), Documents.problems("""
                namespaces: [{ name: red }]
                veths:
                - endpoints: [{ name: eth0,    adresses: [] }, { name: b }]
                  mtu: 1400
                """).stream().sorted().toList());
    }

    @Test
    void everyFieldMakesADifference() {
        Veth pair = Documents.one(Veth.class, "veths: [{ endpoints: [{ name: a }, { name: b }] }]");
        assertEquals(List.of(),
                Components.ignoredByEquals(pair, Map.of("id", new ResourceId("veth", NetnsName.HOST, "c"), "first", pair.second(),
                "second", pair.first())));
    }
}
