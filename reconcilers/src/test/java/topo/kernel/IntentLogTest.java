package topo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntentLogTest {
    @TempDir
    Path folder;
    private Path file;
    private Path boot;
    private IntentLog log;

    @BeforeEach
    void open() throws IOException {
        file = folder.resolve("run/intents");
        boot = Files.writeString(folder.resolve("boot_id"), "6ab2\n");
        log = new IntentLog(file, boot);
    }

    @Test
    void whatWasBegunIsOpenUntilItEnds() throws IOException {
        assertEquals(Set.of(), names("lab"));
        begin("lab", "red", "blue");
        begin("shop", "red");
        log.begin("restore", "lab", List.of("red"));
        assertEquals(Set.of("red", "blue"), names("lab"));
        assertEquals(Set.of("red"), names("shop"));
        log.end("namespace", "lab", List.of("red", "green"));
        assertEquals(Set.of("blue"), names("lab"));
        assertEquals(Set.of("red"), names("shop"));
        assertEquals(Set.of("red"), new IntentLog(file, boot).open("restore", "lab"));
        log.settle("lab");
        assertEquals(Set.of(), new IntentLog(file, boot).open("restore", "lab"));
        assertEquals(Set.of("red"), names("shop"));
        log.end("namespace", "shop", List.of("red"));
        assertEquals(Set.of(), names("shop"));
        assertEquals(0, Files.size(file), "it does not grow");
    }

    private void begin(String topology, String... names) {
        log.begin("namespace", topology, List.of(names));
    }

    /** As another process reads them. */
    private Set<String> names(String topology) {
        return new IntentLog(file, boot).open("namespace", topology);
    }

    @Test
    void beginningWithNothingWritesNothing() {
        begin("lab");
        log.end("namespace", "lab", List.of("red"));
        log.settle("lab");
        assertFalse(Files.exists(file));
    }

    @Test
    void isItsOwnersOnly() throws IOException {
        begin("lab", "red");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @Test
    void ofAnotherBootItSaysNothing() throws IOException {
        begin("lab", "red");
        Files.writeString(boot, "77c1\n");
        assertEquals(Set.of(), names("lab"));
        begin("lab", "blue");
        assertEquals(Set.of("blue"), names("lab"));
    }

    /** What a cut line says was not begun, since the call that wrote it had not returned; what is added later is whole again. */
    @Test
    void cutAtEveryByteItHasTheWholeEntriesBefore() throws IOException {
        begin("lab", "red", "blue");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            Set<String> open = names("lab");
            assertTrue(Set.of("red", "blue").containsAll(open), open::toString);
            begin("lab", "green");
            Set<String> more = names("lab");
            assertTrue(more.containsAll(open) && more.contains("green"), more::toString);
            assertEquals(open.size() + 1, more.size());
        }
    }

    @Test
    void garbageSaysNothing() throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[] {(byte) 0xff, 0, '\n', '+', 'x', '\n'});
        assertEquals(Set.of(), names("lab"));
        begin("lab", "red");
        assertEquals(Set.of("red"), names("lab"));
    }

    @Test
    void aLinkLeadsNowhere() throws IOException {
        Files.createDirectories(file.getParent());
        Files.createSymbolicLink(file, Files.writeString(folder.resolve("elsewhere"), "theirs"));
        assertThrows(KernelException.class, () -> begin("lab", "red"));
        assertEquals("theirs", Files.readString(folder.resolve("elsewhere")));
    }
}
