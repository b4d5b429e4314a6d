package topo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import topo.api.SurroundingsException;

class StateFolderTest {
    @TempDir
    Path temporary;
    Path root;
    StateFolder folder;
    final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void open() {
        root = temporary.resolve("topo");
        folder = new StateFolder(root, Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC), warnings::add);
    }

    @Test
    void isNotMadeByReading() {
        assertEquals(List.of(), folder.names());
        TopologyRecord record = folder.record("office");
        assertFalse(record.exists());
        assertEquals(Optional.empty(), record.wanted());
        assertEquals(List.of(), record.previous());
        assertEquals(Optional.empty(), record.meta());
        assertFalse(Files.exists(root));
    }

    @Test
    void remembersAndForgets() {
        folder.record("office").begin("text one");
        folder.record("lab").begin("text two");
        assertEquals(List.of("lab", "office"), folder.names());
        assertEquals("text one", folder.record("office").wanted().orElseThrow().text());
        assertEquals(Meta.APPLYING, folder.record("office").meta().orElseThrow().result());
        folder.record("office").end(true, Applied.APPLY);
        assertEquals(Meta.CONVERGED, folder.record("office").meta().orElseThrow().result());
        folder.record("office").remove();
        assertEquals(List.of("lab"), folder.names());
        folder.record("office").remove();
    }

    @Test
    void keepsEveryVersionSinceTheLastThatConverged() {
        TopologyRecord record = folder.record("office");
        record.begin("one");
        record.end(true, Applied.APPLY);
        record.begin("two");
        record.end(false, Applied.APPLY);
        record.begin("two");
        record.end(false, Applied.APPLY);
        record.begin("three");
        assertEquals("three", record.wanted().orElseThrow().text());
        assertEquals(List.of("one", "two"), record.previous().stream().map(TopologyRecord.Version::text).toList());
        for (int i = 0; i < 9; i++) {
            record.begin("more " + i);
        }
        assertEquals("more 7", record.previous().get(10).text(), "numbered, not in the order of letters");
        record.end(true, Applied.APPLY);
        assertEquals(List.of(), record.previous());
    }

    @Test
    void keepsTheTimeOfTheFirstApply() {
        folder.record("office").begin("one");
        StateFolder later = new StateFolder(root, Clock.fixed(Instant.ofEpochSecond(2000), ZoneOffset.UTC), warnings::add);
        later.record("office").begin("two");
        Meta meta = folder.record("office").meta().orElseThrow();
        assertEquals(1000, meta.created());
        assertEquals(2000, meta.applied());
        assertFalse(meta.boot().isEmpty());
    }

    @Test
    void isForItsOwnerOnly() throws Exception {
        TopologyRecord record = folder.record("office");
        record.begin("one");
        record.begin("two");
        record.memory().remember(FileMemoryTest.ID, "value");
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : all.toList()) {
                String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
                assertEquals(Files.isDirectory(path) ? "rwx------" : "rw-------", mode, path.toString());
                assertFalse(path.toString().endsWith(".new"), path.toString());
            }
        }
    }

    @Test
    void refusesAFolderThatOthersMayWriteTo() throws Exception {
        folder.record("office").begin("one");
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxrwx---"));
        assertTrue(assertThrows(SurroundingsException.class, folder::names).getMessage().contains("others may write"));
        assertThrows(SurroundingsException.class, () -> folder.record("office"));
    }

    @Test
    void refusesASymbolicLinkForItsFolderOrAFile() throws Exception {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(root, elsewhere);
        assertThrows(SurroundingsException.class, folder::names);
        Files.delete(root);
        TopologyRecord record = folder.record("office");
        record.begin("one");
        Path secret = Files.writeString(temporary.resolve("secret"), "secret");
        Path wanted = root.resolve("topologies/office/topology.yaml");
        Files.delete(wanted);
        Files.createSymbolicLink(wanted, secret);
        assertEquals(Optional.empty(), record.wanted());
        assertEquals(List.of("it is a symbolic link"), record.damaged().stream().map(TopologyRecord.Damaged::reason).toList());
        assertFalse(record.isWhole());
        Path memory = root.resolve("topologies/office/memory");
        Files.createSymbolicLink(memory, secret);
        assertThrows(SurroundingsException.class, () -> record.memory().remember(FileMemoryTest.ID, "x"), "planted while it was in use");
        folder.record("office").memory().remember(FileMemoryTest.ID, "x");
        record.begin("two");
        assertEquals("secret", Files.readString(secret));
        assertFalse(Files.isSymbolicLink(memory));
        assertFalse(Files.isSymbolicLink(wanted));
    }

    @Test
    void replacesWhatACrashLeft() throws Exception {
        TopologyRecord record = folder.record("office");
        record.begin("one");
        Path left = root.resolve("topologies/office/topology.yaml.new");
        Files.writeString(left, "half");
        record.begin("two");
        assertEquals("two", record.wanted().orElseThrow().text());
        assertFalse(Files.exists(left));
    }

    @Test
    void saysWhyItCannotWrite() throws Exception {
        TopologyRecord record = folder.record("office");
        record.begin("one");
        Path wanted = root.resolve("topologies/office/topology.yaml");
        Files.createDirectories(root.resolve("topologies/office/topology.yaml.new/full"));
        String message = assertThrows(SurroundingsException.class, () -> folder.record("office").begin("two")).getMessage();
        assertTrue(message.startsWith("write " + wanted + ": "), message);
        assertEquals("one", record.wanted().orElseThrow().text());
    }

    @Test
    void setsDamagedVersionsAside() throws Exception {
        TopologyRecord record = folder.record("office");
        for (int i = 1; i <= 2; i++) {
            record.begin("bad " + i);
            record.setAside(record.wanted().orElseThrow(), "expected a mapping");
            assertTrue(Files.readString(root.resolve("topologies/office/topology.yaml.bad-" + i)).startsWith("bad " + i));
        }
        assertEquals(2, warnings.size());
        assertEquals(List.of("office"), folder.names(), "still remembered");
        record.remove();
        assertEquals(List.of(), folder.names());
        assertTrue(Files.readString(root.resolve("aside/office.topology.yaml.bad-1")).startsWith("bad 1"), "what nobody could read is kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../x", "a/b", "-a", "a-", "A", "a_b", "a.b", "a\n", "ä",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"})
    void refusesNamesThatMustNotBecomeFiles(String name) {
        assertThrows(IllegalArgumentException.class, () -> folder.record(name));
    }

    @Test
    void readsNoHalfOfMeta() throws Exception {
        TopologyRecord record = folder.record("office");
        record.begin("one");
        Path file = root.resolve("topologies/office/meta");
        String whole = Files.readString(file);
        for (int length = 0; length < whole.length(); length++) {
            Files.writeString(file, whole.substring(0, length));
            assertEquals(Optional.empty(), record.meta(), "cut at " + length);
        }
        Files.writeString(file, whole.replace("topo-meta 1", "topo-meta 2"));
        assertEquals(Optional.empty(), record.meta());
        record.end(true, Applied.APPLY);
        assertEquals(1000, record.meta().orElseThrow().created());
    }
}
