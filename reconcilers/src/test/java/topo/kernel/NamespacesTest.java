package topo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import topo.api.net.NetnsName;

/** Named namespaces on the real kernel, in a folder of the test's own. */
class NamespacesTest {
    private static final NetnsName RED = new NetnsName("red");
    private static final NetnsName BLUE = new NetnsName("blue");

    private TestHost host;
    private Namespaces namespaces;

    @BeforeEach
    void open() {
        host = TestHost.open();
        namespaces = host.namespaces();
    }

    @AfterEach
    void close() {
        if (host != null) {
            host.close();
        }
    }

    private Map<NetnsName, KernelException> create(NetnsName... names) {
        Map<NetnsName, KernelException> failures = new ConcurrentHashMap<>();
        namespaces.create(List.of(names), netns -> { }, failures::put);
        return failures;
    }

    /** What tells one namespace from another: {@code net:[4026531840]}. */
    private static String current() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString();
    }

    private String inside(NetnsName netns) throws Exception {
        return namespaces.inside(netns, NamespacesTest::current);
    }

    @Test
    void aMadeNamespaceIsNoneThatWasThere() throws Exception {
        String before = current();
        assertEquals(Map.of(), create(RED, BLUE));
        assertEquals(Set.of(RED, BLUE), namespaces.list());
        assertTrue(namespaces.isMounted(RED));
        assertEquals(3, Set.of(before, inside(RED), inside(BLUE)).size());
        assertEquals(before, current(), "the calling thread has not moved");
        assertEquals(inside(RED), inside(RED));
    }

    @Test
    void fiftyAtOnceAreFiftyDifferentOnes() throws Exception {
        NetnsName[] names = new NetnsName[50];
        for (int i = 0; i < names.length; i++) {
            names[i] = new NetnsName("n" + i);
        }
        assertEquals(Map.of(), create(names));
        Set<String> different = new HashSet<>();
        for (NetnsName name : names) {
            different.add(inside(name));
        }
        assertEquals(50, different.size());
        assertEquals(50, namespaces.list().size());
    }

    @Test
    void theNameAppearsWhenTheNamespaceIsPrepared() {
        AtomicBoolean visible = new AtomicBoolean();
        namespaces.create(List.of(RED), netns -> visible.set(Files.exists(namespaces.file(netns))), (netns, failed) -> {
            throw failed;
        });
        assertFalse(visible.get());
        assertTrue(namespaces.isMounted(RED));
    }

    @Test
    void aFailedPreparationLeavesNoNameAndHarmsNoOther() {
        Map<NetnsName, KernelException> failures = new ConcurrentHashMap<>();
        namespaces.create(List.of(RED, BLUE), netns -> {
            if (netns.equals(RED)) {
                throw new IllegalStateException("no way");
            }
        }, failures::put);
        assertEquals(Set.of(RED), failures.keySet());
        assertEquals("make namespace red: EIO: java.lang.IllegalStateException: no way", failures.get(RED).getMessage());
        assertEquals(Set.of(BLUE), namespaces.list());
    }

    @Test
    void anEmptyFileIsUsedIfItWasBegunWithAndANamespaceIsNot() throws Exception {
        Files.createFile(host.folder().resolve("red"));
        assertFalse(namespaces.isMounted(RED));
        assertTrue(namespaces.isEmptyFile(RED));
        assertEquals("make namespace red: EEXIST: File exists", create(RED).get(RED).getMessage());
        namespaces.create(List.of(RED), Set.of(RED), netns -> { }, (netns, failed) -> {
            throw failed;
        });
        assertFalse(namespaces.isEmptyFile(RED));
        String first = inside(RED);
        Map<NetnsName, KernelException> failures = create(RED, BLUE);
        assertEquals(Set.of(RED), failures.keySet());
        assertEquals("make namespace red: EEXIST: File exists", failures.get(RED).getMessage());
        assertEquals(first, inside(RED));
        assertNotEquals(first, inside(BLUE));
    }

    @Test
    void deletingTwiceIsDeletingOnce() {
        create(RED, BLUE);
        namespaces.delete(RED);
        assertEquals(Set.of(BLUE), namespaces.list());
        namespaces.delete(RED);
        assertEquals(Set.of(BLUE), namespaces.list());
        assertEquals(Map.of(), create(RED));
    }

    @Test
    void allThatIsMountedOnANameGoesWithIt() {
        create(RED, BLUE);
        String red = namespaces.file(RED).toString();
        host.kernel().mount(namespaces.file(BLUE).toString(), red, "none", Native.MS_BIND);
        host.kernel().mount("/proc/self/ns/net", red, "none", Native.MS_BIND);
        namespaces.delete(RED);
        assertEquals(Set.of(BLUE), namespaces.list());
        assertTrue(namespaces.isMounted(BLUE));
    }

    @Test
    void whatCannotBeEnteredIsReportedAndTheRestIsDone() throws Exception {
        create(RED, BLUE);
        Files.createFile(host.folder().resolve("stale"));
        NetnsName stale = new NetnsName("stale");
        NetnsName absent = new NetnsName("absent");
        List<NetnsName> visited = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        namespaces.insideEach(List.of(RED, absent, stale, BLUE),
                visited::add, (netns, failed) -> failures.add(failed.errno() + " " + netns));
        assertEquals(List.of(RED, BLUE), visited);
        assertEquals(List.of("ENOENT absent", "EINVAL stale"), failures);
    }

    @Test
    void anErrorSaysWhichNamespace() {
        KernelException refused = assertThrows(KernelException.class, () -> inside(RED));
        assertEquals("open " + host.folder() + "/red: ENOENT: No such file or directory", refused.getMessage());
    }

    @Test
    void whatTheTaskThrowsArrivesAsItIs() {
        create(RED);
        IOException thrown = new IOException("from inside");
        assertEquals(thrown, assertThrows(IOException.class, () -> namespaces.inside(RED, () -> {
            throw thrown;
        })));
    }

    @Test
    void anInterruptDoesNotLoseTheResult() throws Exception {
        create(RED);
        Thread.currentThread().interrupt();
        assertNotEquals(current(), inside(RED));
        assertTrue(Thread.interrupted());
    }

    @Test
    void aFolderThatIsNotThereHoldsNothing() {
        Namespaces none = new Namespaces(host::kernel, host.folder().resolve("none"));
        assertEquals(Set.of(), none.list());
        none.delete(RED);
        assertFalse(Files.exists(none.folder()));
    }

    @Test
    void otherMountNamespacesSeeWhatIsMade() throws Exception {
        create(RED);
        String folder = host.folder().toString();
        List<String> mounts = Files.readAllLines(Path.of("/proc/self/mountinfo"));
        assertTrue(mounts.stream()
                .anyMatch(line -> line.contains(" " + folder + " ") && line.contains(" shared:")), "the folder is shared");
    }

    @Test
    void noFileStaysOpen() throws Exception {
        create(RED);
        inside(RED);
        OpenFiles before = OpenFiles.now();
        for (int i = 0; i < 20; i++) {
            inside(RED);
            create(BLUE);
            namespaces.delete(BLUE);
        }
        before.assertNoMore();
    }

    /** Whatever a name is, its file is one of the folder; a record or a caller may hold any. */
    @Test
    void noNameLeadsOutOfTheFolder() {
        for (String name : List.of("", ".", "..", "../red", "a/b", "/proc/self/ns/net", "a\0b")) {
            KernelException refused = assertThrows(KernelException.class, () -> namespaces.file(new NetnsName(name)));
            assertEquals(Errno.EINVAL, refused.errno(), name);
        }
        assertEquals(namespaces.folder().resolve("-x"), namespaces.file(new NetnsName("-x")));
    }

    /** It is somebody's second name for a namespace, or leads elsewhere: not to be entered, and not to be deleted as ours. */
    @Test
    void aSymbolicLinkIsNoNamespace() throws IOException {
        assertEquals(Map.of(), create(RED));
        Files.createSymbolicLink(namespaces.file(BLUE), namespaces.file(RED));
        KernelException refused = assertThrows(KernelException.class, () -> namespaces.open(BLUE));
        assertEquals(Errno.EINVAL, refused.errno());
        assertThrows(KernelException.class, () -> inside(BLUE));
        namespaces.delete(BLUE);
        assertTrue(Files.isSymbolicLink(namespaces.file(BLUE)), "it is none of ours to delete");
        Files.delete(namespaces.file(BLUE));
    }
}
