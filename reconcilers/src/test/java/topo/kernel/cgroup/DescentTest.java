package topo.kernel.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No name and no mount leads out of the hierarchy. Mounts are made in the mount namespace of the test's own JVM. */
class DescentTest {
    private static final CgroupPath LAB = new CgroupPath("topo/lab/red");

    @TempDir
    private Path folder;
    private Path root;

    @BeforeEach
    void make() throws IOException {
        root = Files.createDirectories(folder.toRealPath().resolve("root"));
        Files.createDirectories(folder.resolve("elsewhere/lab/red"));
    }

    @AfterEach
    void unmount() throws Exception {
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            String point = line.split(" ")[4];
            if (point.startsWith(root + "/")) {
                run("umount", point);
            }
        }
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertTrue(process.waitFor(10, TimeUnit.SECONDS), "hangs: " + List.of(command));
        assertEquals(0, process.exitValue(), new String(process.getInputStream().readAllBytes()));
    }

    private Hierarchy hierarchy() throws IOException {
        List<Path> covered = Mount.below(root.toString(), Files.readString(Path.of("/proc/self/mountinfo"))).stream().map(m -> Path.of(m.point())).toList();
        return new Hierarchy(root, "", false, Set.of(Controller.PIDS), covered);
    }

    private String refusal() throws IOException {
        Hierarchy hierarchy = hierarchy();
        String words = assertThrows(CgroupException.class, () -> CgroupDirectory.of(hierarchy, LAB)).getMessage();
        assertThrows(CgroupException.class, () -> new CgroupMaker().make(hierarchy, LAB, Set.of()));
        return words;
    }

    @Test
    void whatIsThereOrNotIsFound() throws IOException {
        assertFalse(CgroupDirectory.of(hierarchy(), LAB).exists());
        Files.createDirectories(root.resolve("topo/lab/red"));
        assertTrue(CgroupDirectory.of(hierarchy(), LAB).exists());
    }

    @Test
    void aSymbolicLinkOnTheWayIsRefused() throws IOException {
        Files.createSymbolicLink(root.resolve("topo"), folder.resolve("elsewhere"));
        assertTrue(refusal().contains(root + "/topo: it is a symbolic link"), refusal());
        Files.delete(root.resolve("topo"));
        Files.createDirectories(root.resolve("topo"));
        Files.createSymbolicLink(root.resolve("topo/lab"), folder.resolve("elsewhere/lab"));
        assertTrue(refusal().contains(root + "/topo/lab: it is a symbolic link"), refusal());
        assertTrue(Files.exists(folder.resolve("elsewhere/lab/red")));
    }

    @Test
    void anotherFileSystemIsRefused() throws Exception {
        Files.createDirectories(root.resolve("topo/lab"));
        run("mount", "-t", "tmpfs", "none", root.resolve("topo/lab").toString());
        assertTrue(refusal().contains("something else is mounted on " + root + "/topo/lab"), refusal());
        Hierarchy unaware = new Hierarchy(root, "", false, Set.of(Controller.PIDS));
        String words = assertThrows(CgroupException.class, () -> CgroupDirectory.of(unaware, LAB)).getMessage();
        assertTrue(words.contains("it is of another file system"), words);
    }

    /** Of the same file system, so that no device number tells. */
    @Test
    void anotherPartOfTheSameOneIsRefused() throws Exception {
        Files.createDirectories(root.resolve("topo"));
        run("mount", "--bind", folder.resolve("elsewhere").toString(), root.resolve("topo").toString());
        assertTrue(refusal().contains("something else is mounted on " + root + "/topo"), refusal());
    }

    /** And below it, where a removal would go down. */
    @Test
    void aMountInsideIsRefused() throws Exception {
        Files.createDirectories(root.resolve("topo/lab/red/deep"));
        run("mount", "--bind", folder.resolve("elsewhere").toString(), root.resolve("topo/lab/red/deep").toString());
        assertTrue(refusal().contains("topo/lab/red/deep"), refusal());
    }

    @Test
    void theRealHierarchiesHaveTheirOwnType() {
        for (Hierarchy hierarchy : new Cgroups(Path.of("/sys/fs/cgroup")).layout().hierarchies()) {
            assertFalse(CgroupDirectory.of(hierarchy, new CgroupPath("topo-no-such/lab")).exists());
        }
    }
}
