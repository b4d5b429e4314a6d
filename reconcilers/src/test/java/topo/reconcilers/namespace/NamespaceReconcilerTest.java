package topo.reconcilers.namespace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
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
import topo.kernel.Native;
import topo.reconcilers.Lab;

/** Namespaces of a topology on the real kernel. */
class NamespaceReconcilerTest {
    private static final long MS_PRIVATE = 1 << 18;
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
    void anEmptyFileOfSomebodyElseStandsInTheWay() throws Exception {
        lab.apply("namespaces: [{ name: blue }]");
        Files.createFile(lab.host().folder().resolve("red"));
        lab.host().intents().begin("namespace", "other", List.of("red"));
        assertEquals(List.of("! namespace red: Nobody[], an empty file in " + lab.host().folder()), lab.diff(BOTH));
        assertEquals("an empty file in " + lab.host().folder(), lab.seen(BOTH, "namespace red").what());
        assertEquals(List.of("- namespace blue"), lab.destroy());
        assertTrue(Files.exists(lab.host().folder().resolve("red")));
    }

    @Test
    void anEmptyFileThatTopoBeganWithIsUsed() throws Exception {
        lab.apply("namespaces: [{ name: blue }]");
        Files.createFile(lab.host().folder().resolve("red"));
        lab.host().intents().begin("namespace", "lab", List.of("red"));
        assertEquals(List.of("+ namespace red"), lab.apply(BOTH));
        assertEquals(Set.of(), lab.host().intents().open("namespace", "lab"));
    }

    @Test
    void anEmptyFileThatTopoBeganWithIsDeleted() throws Exception {
        lab.apply(BOTH);
        lab.host().sockets().forget(RED);
        lab.host().kernel().umount2(lab.host().folder().resolve("red").toString(), Native.MNT_DETACH);
        lab.host().intents().begin("namespace", "lab", List.of("red"));
        assertEquals(Set.of("- namespace red", "- namespace blue"), Set.copyOf(lab.destroy()));
        assertFalse(Files.exists(lab.host().folder().resolve("red")));
        assertEquals(Set.of(), lab.host().intents().open("namespace", "lab"));
    }

    @Test
    void whatSomebodyPutInItsPlaceMeanwhileStays() {
        lab.apply(BOTH);
        Map<String, String> failures = lab.failures("heal: enforce", () -> {
            lab.host().sockets().forget(RED);
            lab.host().namespaces().delete(RED);
            lab.host().make("red");
        });
        assertEquals(Map.of("namespace red", "delete namespace red: EBUSY: something else has taken its name meanwhile"), failures);
        assertTrue(lab.host().namespaces().isMounted(RED));
    }

    @Test
    void whatSomebodyHasMountedBelowStays() throws Exception {
        lab.host().make("theirs");
        long theirs = lab.host().namespaces().identity(new NetnsName("theirs"));
        String red = Files.createFile(lab.host().folder().resolve("red")).toString();
        lab.host().kernel().mount(lab.host().folder().resolve("theirs").toString(), red, "none", Native.MS_BIND);
        // Else what is mounted on one of the two is seen on both.
        lab.host().kernel().mount("", red, "none", MS_PRIVATE);
        lab.apply("namespaces: [{ name: blue }]");
        lab.host().kernel().mount(lab.host().folder().resolve("blue").toString(), red, "none", Native.MS_BIND);
        lab.forget();
        lab.host().sockets().forget(RED);
        assertEquals(2, lab.destroy().size());
        assertEquals(theirs, lab.host().namespaces().identity(RED));
    }

    @Test
    void nothingIsMadeThatCannotBeNotedBefore() throws Exception {
        Path run = lab.host().folder().resolveSibling(lab.host().folder().getFileName() + "-run");
        Files.writeString(run, "not a folder");
        try {
            Map<String, String> failures = lab.failures(BOTH);
            assertEquals("create namespace red: read " + run + "/intents: ENOTDIR: Not a directory", failures.get("namespace red"));
            assertEquals(Set.of(), lab.host().namespaces().list());
        } finally {
            Files.delete(run);
        }
    }

    @Test
    void aFailureNamesTheNamespaceAndTheKernelsReason() {
        lab.apply("namespaces: [{ name: blue }]");
        Map<String, String> failures = lab.failures(BOTH, () -> lab.host().make("red"));
        assertEquals(Map.of("namespace red", "create namespace red: make namespace red: EEXIST: File exists"), failures);
    }

    @Test
    void linksBetweenNamespacesThatGoAreLeftToThem() {
        lab.apply(BOTH + "veths: [{ endpoints: [{ namespace: red, name: a }, { namespace: blue, name: b }] }]\n");
        assertEquals(List.of("- namespace red", "- namespace blue", "- veth a (namespace red) <-> b (namespace blue)").stream().sorted()
                .toList(),
                lab.destroy().stream().sorted().toList());
    }
}
