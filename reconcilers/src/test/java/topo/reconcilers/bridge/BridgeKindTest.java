package topo.reconcilers.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import topo.api.ResourceId;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.reconcilers.Documents;

/** {@code bridges:} in documents. */
class BridgeKindTest {

    @Test
    void whatIsLeftOutIsTheKernelsDefault() {
        Bridge bridge = Documents.one(Bridge.class, "bridges: [{ name: br0 }]");
        assertEquals(List.of(false, false, 300, 15, true),
                List.of(bridge.stp(), bridge.vlanFiltering(), bridge.ageingTime(), bridge.forwardDelay(), bridge.multicastSnooping()));
        assertNull(bridge.link().mtu());
        assertNull(bridge.link().mac());
        assertEquals(Set.of("interface br0"), bridge.claims());
    }

    @Test
    void everyField() {
        Topology lab = Documents.read("""
                namespaces: [{ name: red }]
                bridges:
                  - name: br0
                    namespace: red
                    addresses: [10.0.0.1/24]
                    stp: true
                    vlanFiltering: true
                    ageingTime: 0
                    forwardDelay: 30
                    multicastSnooping: false
                """);
        Bridge bridge = lab.resources().of(Bridge.class).get(0);
        assertEquals(List.of(true, true, 0, 30, false),
                List.of(bridge.stp(), bridge.vlanFiltering(), bridge.ageingTime(), bridge.forwardDelay(), bridge.multicastSnooping()));
        assertEquals("bridge br0 (namespace red)", bridge.title());
        assertEquals(Set.of(new ResourceId("namespace", NetnsName.HOST, "red")), bridge.dependsOn(lab.resources()));
    }

    @Test
    void rangesAndTypes() {
        assertEquals(List.of(
                "7:10: spec.bridges[0].stp: expected true or false, found \"yes\", which is plain text in YAML 1.2",
                "8:17: spec.bridges[0].ageingTime: 1000001 is not between 0 and 1000000",
                "9:19: spec.bridges[0].forwardDelay: 31 is not between 0 and 30",
                "10:5: spec.bridges[0].multicastSnoping: unknown field (did you mean \"multicastSnooping\"?)"), Documents.problems("""
                bridges:
                - name: br0
                  stp: yes
                  ageingTime: 1000001
                  forwardDelay: 31
                  multicastSnoping: true
                """));
    }

    @Test
    void theSpanningTreeNeedsADelay() {
        assertEquals(List.of("5:51: spec.bridges[0].forwardDelay: the spanning tree protocol needs a forward delay from 2 to 30 seconds"),
                Documents.problems("bridges: [{ name: br0, stp: true, forwardDelay: 1 }]"));
        assertEquals(1, Documents.one(Bridge.class, "bridges: [{ name: br0, forwardDelay: 1 }]").forwardDelay());
    }

    @Test
    void aBridgeIsNoPort() {
        assertEquals(List.of("5:26: spec.bridges[0].bridge: unknown field", "5:39: spec.bridges[0].pvid: unknown field"),
                Documents.problems("bridges: [{ name: br0, bridge: br1, pvid: 1 }]"));
    }

    @Test
    void anUnknownNamespaceAndTheSameNameTwice() {
        assertEquals(List.of(
                "7:29: spec.bridges[0].namespace: unknown namespace \"rde\" (did you mean \"red\"?)",
                "9:5: spec.bridges[2]: interface br1 is declared already, in spec.bridges[1] at line 8"), Documents.problems("""
                namespaces: [{ name: red }]
                bridges:
                - { name: br0, namespace: rde }
                - { name: br1 }
                - { name: br1, mtu: 1400 }
                """));
    }
}
