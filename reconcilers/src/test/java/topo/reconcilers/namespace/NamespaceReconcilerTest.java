package topo.reconcilers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.Look;
import topo.api.Resources;
import topo.api.net.NetnsName;
import topo.reconcilers.Lab;

/** Namespaces of a topology on the real kernel. */
class NamespaceReconcilerTest {
    private static final String BOTH = "namespaces: [{ name: red }, { name: blue, aliases: [web] }]\n";
    private static final NetnsName RED = new NetnsName("red");
    private static final NetnsName BLUE = new NetnsName("blue");

    private Lab lab;

    @BeforeEach
    void open() {
        lab = Lab.open();
    }

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void theyAreMadeWithTheirLoopbackUpAndMarked() {
        assertEquals(List.of("+ namespace red", "+ namespace blue"), lab.apply(BOTH));
        assertTrue(lab.link("red", "lo").isUp());
        assertEquals("topo:lab", lab.link("red", "lo").alias());
        assertTrue(lab.ip("blue", "addr show dev lo").contains("127.0.0.1/8"));
        assertEquals(List.of("- namespace blue"), lab.apply("namespaces: [{ name: red }]"));
        assertEquals(Set.of(RED), lab.host().namespaces().list());
        assertEquals(List.of("- namespace red"), lab.destroy());
        assertEquals(Set.of(), lab.host().namespaces().list());
    }

    @Test
    void aLoopbackThatIsDownIsSetUp() {
        lab.apply(BOTH);
        lab.ip("red", "link set lo down");
        assertEquals(List.of("~ namespace red: lo down -> up"), lab.apply(BOTH));
    }

    @Test
    void oneMadeAnewByHandIsTheirs() {
        lab.apply(BOTH);
        lab.host().sockets().forget(RED);
        lab.host().namespaces().delete(RED);
        lab.host().make("red");
        assertEquals(List.of("! namespace red: Nobody[]"), lab.diff(BOTH));
    }

    @Test
    void oneDeletedByHandIsMadeAnewWithAllThatWasInIt() {
        String spec = BOTH + "bridges: [{ namespace: red, name: br0, addresses: [10.0.0.1/24] }]\n"
                + "routes: [{ namespace: red, to: default, via: 10.0.0.2 }]\n";
        lab.apply(spec);
        lab.host().sockets().forget(RED);
        lab.host().namespaces().delete(RED);
        assertEquals(List.of("+ namespace red", "+ bridge br0 (namespace red)", "+ route default (namespace red)"), lab.apply(spec));
    }

    @Test
    void anotherTopologysIsTheirs() {
        lab.apply(BOTH);
        assertEquals(List.of("! namespace red: Other[topology=lab]"), lab.neighbour("office").diff("namespaces: [{ name: red }]"));
    }

    @Test
    void markedOnesAreFoundWithoutAnyRecord() {
        lab.apply(BOTH);
        lab.host().make("theirs");
        lab.forget();
        List<String> destroyed = new ArrayList<>(lab.destroy());
        destroyed.sort(null);
        assertEquals(List.of("- namespace blue", "- namespace red"), destroyed);
        assertEquals(Set.of(new NetnsName("theirs")), lab.host().namespaces().list());
    }

    @Test
    void aLookIsToldOfThoseThatItFinds() {
        lab.apply(BOTH);
        lab.forget();
        Look look = lab.look(Resources.NONE);
        assertEquals(Set.of(NetnsName.HOST), look.namespaces());
        lab.observe(look);
        assertEquals(new TreeSet<>(Set.of(NetnsName.HOST, RED, BLUE)), look.namespaces());
    }

    @Test
    void aStaleFileIsNoNamespaceAndIsUsed() throws Exception {
        lab.apply("namespaces: [{ name: blue }]");
        Files.createFile(lab.host().folder().resolve("red"));
        assertEquals(List.of("+ namespace red"), lab.apply("namespaces: [{ name: red }, { name: blue }]"));
    }

    @Test
    void aFailureNamesTheNamespaceAndTheKernelsReason() {
        lab.apply("namespaces: [{ name: blue }]");
        // A folder of that name cannot be mounted on.
        assertTrue(lab.host().folder().resolve("red").toFile().mkdirs());
        Map<String, String> failures = lab.failures(BOTH);
        assertEquals(Set.of("namespace red"), failures.keySet());
        assertTrue(failures.get("namespace red").startsWith("create namespace red: mount "), failures.toString());
        assertFalse(lab.host().namespaces().isMounted(RED));
    }

    @Test
    void linksBetweenNamespacesThatGoAreLeftToThem() {
        lab.apply(BOTH + "veths: [{ endpoints: [{ namespace: red, name: a }, { namespace: blue, name: b }] }]\n");
        assertEquals(List.of("- namespace red", "- namespace blue", "- veth a (namespace red) <-> b (namespace blue)").stream().sorted()
                .toList(),
                lab.destroy().stream().sorted().toList());
    }
}
