package topo.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state folder on a disk that is full, or can only be read: a run is refused before its first change, or it goes through. */
class FullDiskTest {
    private static final String DOCUMENT = """
            apiVersion: topo/v1
            kind: Topology
            metadata: { name: lab }
            spec:
              namespaces: [{ name: red }]
              bridges: [{ name: br0 }]
              sysctls: [{ name: net.ipv4.ip_default_ttl, value: 99 }]
            """;

    @TempDir
    Path temporary;
    private Path disk;
    private RealShell shell;
    private String file;

    @BeforeEach
    void mount() throws Exception {
        disk = Files.createDirectory(temporary.resolve("disk"));
        sh("mount -t tmpfs -o size=128k,mode=700 tmpfs " + disk);
        shell = new RealShell(disk.resolve("state"), temporary.resolve("run"));
        file = Files.writeString(temporary.resolve("lab.yaml"), DOCUMENT).toString();
    }

    @AfterEach
    void unmount() throws Exception {
        sh("mount -o remount,rw " + disk + "; rm -f " + disk + "/fill");
        shell.topo("destroy", "lab");
        sh("umount " + disk + "; ip link del br0 2>/dev/null; ip netns del red 2>/dev/null; echo 64 >/proc/sys/net/ipv4/ip_default_ttl");
    }

    @Test
    void fullToEveryDegree() throws Exception {
        String before = picture();
        int refused = 0;
        for (int free = 0; free <= 31; free++) {
            fill(free);
            int status = shell.topo("apply", file);
            int left = free;
            assertTrue(status == 0 || status == 5, () -> left + " pages free: " + shell.out + shell.err);
            if (status == 5) {
                refused++;
                assertTrue(shell.err.contains("No space left on device; make room"), shell.err);
                assertEquals(before, picture(), () -> left + " pages free");
                assertEquals("", sh("ls " + disk + "/state/topologies 2>/dev/null; true"), () -> left + " pages free: nothing is remembered");
            }
            sh("rm -f " + disk + "/fill");
            shell.topo("destroy", "lab");
            assertEquals(before, picture(), () -> left + " pages free");
        }
        assertTrue(refused > 5 && refused < 31, "refused " + refused);
    }

    @Test
    void nothingIsDestroyedThatCannotBeForgotten() throws Exception {
        assertEquals(0, shell.topo("apply", file), () -> shell.err);
        String made = picture();
        fill(0);
        assertEquals(5, shell.topo("destroy", "lab"), () -> shell.out);
        assertTrue(shell.err.contains("No space left on device; make room"), shell.err);
        assertEquals(made, picture());
        assertEquals(0, shell.topo("diff", file), "looking needs no room");
        assertEquals(0, shell.topo("apply", file), () -> "nor does an apply that changes nothing: " + shell.err);
        sh("rm " + disk + "/fill; mount -o remount,ro " + disk);
        assertEquals(5, shell.topo("destroy", "lab"), () -> shell.out);
        assertTrue(shell.err.contains("Read-only file system"), shell.err);
        Files.writeString(Path.of(file), DOCUMENT.replace("red", "blue"));
        assertEquals(5, shell.topo("apply", file), () -> shell.out);
        assertTrue(shell.err.contains("Read-only file system"), shell.err);
        assertEquals(made, picture());
        assertEquals(1, shell.topo("diff", file));
    }

    /** So many pages of 4 KiB stay free. */
    private void fill(int pages) throws Exception {
        sh("head -c 1M /dev/zero >" + disk + "/fill 2>/dev/null; truncate -s -" + pages * 4096 + " " + disk + "/fill");
    }

    private static String picture() throws Exception {
        return sh("ip -o link | sed 's/^[0-9]*: //;s/link.ether.*//'; ls /run/netns; cat /proc/sys/net/ipv4/ip_default_ttl");
    }

    private static String sh(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-c", script).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
