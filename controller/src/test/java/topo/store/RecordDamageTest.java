package topo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.SurroundingsException;
import topo.fault.Fault;
import topo.fault.FaultyFiles;
import topo.fault.Script;
import topo.kernel.Errno;

/** Every file of a record cut at every byte, and every bit of it flipped: what is read is what was written, or known to be damaged. */
class RecordDamageTest {
    private static final String ONE = "apiVersion: topo/v1\nmetadata: { name: office }\nspec: { namespaces: [{ name: \u00e9 }] }\n";
    private static final String TWO = ONE + "# two\n";

    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC);

    @TempDir
    Path temporary;
    private Path folder;
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void write() {
        TopologyRecord record = record();
        record.begin(ONE);
        record.memory().remember(FileMemoryTest.ID, "0\n1");
        record.end(true, Applied.APPLY);
        record().begin(TWO);
        record().end(false, Applied.APPLY);
        folder = temporary.resolve("topo/topologies/office");
    }

    private TopologyRecord record() {
        return new StateFolder(temporary.resolve("topo"), CLOCK, warnings::add).record("office");
    }

    /** Reads all that there is, and says what is known to be wrong. */
    private boolean isSeen(String file, String what) {
        warnings.clear();
        TopologyRecord record = record();
        record.wanted().ifPresent(version -> assertEquals(TWO, version.text(), what));
        record.previous().forEach(version -> assertEquals(ONE, version.text(), what));
        record.meta().ifPresent(meta -> assertEquals(new Meta(1000, 1000, Meta.FAILED, meta.boot()), meta, what));
        Optional<String> remembered = record.memory().recall(FileMemoryTest.ID);
        assertTrue(remembered.isEmpty() || remembered.get().equals("0\n1"), what);
        return switch (file) {
            case "meta" -> record.meta().isEmpty();
            case "memory" -> record.memory().hasLost() && !warnings.isEmpty();
            default -> !record.isWhole();
        };
    }

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> file.getFileName().toString()).filter(name -> !name.startsWith("version-")).sorted().toList();
        }
    }

    @Test
    void nothingIsTakenForWholeThatIsNot() throws IOException {
        assertEquals(List.of("inventory", "memory", "meta", "previous-1.yaml", "topology.yaml"), files());
        assertTrue(record().isWhole());
        int cuts = 0;
        int flips = 0;
        for (String name : files()) {
            Path file = folder.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int length = 0; length < whole.length; length++) {
                Files.write(file, Arrays.copyOf(whole, length));
                String what = name + " cut at " + length;
                assertTrue(isSeen(name, what), what);
                cuts++;
            }
            for (int bit = 0; bit < whole.length * 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, flipped);
                String what = name + ", bit " + bit;
                assertTrue(isSeen(name, what), what);
                flips++;
            }
            Files.delete(file);
            assertTrue(isSeen(name, name + " is gone"), name + " is gone");
            Files.write(file, whole);
        }
        System.out.println("FIGURE records: " + cuts + " cuts, " + flips + " flipped bits");
    }

    /** A disk that fails once, at whichever call, must not make what was to be put back be taken for lost. */
    @Test
    void aDiskThatFailsOnceLosesNoMemory() {
        int refused = 0;
        for (Fault fault : List.of(Fault.refused(Errno.EIO), Fault.refused(Errno.EACCES))) {
            for (String sort : List.of("look", "openFile", "read", "list", "entry")) {
                for (boolean removal : List.of(false, true)) {
                    Script script;
                    int number = 0;
                    do {
                        number++;
                        script = Script.with(sort, number, fault);
                        refused += recalledOrRefused(script, removal) ? 0 : 1;
                        assertEquals(Optional.of("0\n1"), record().memory().recall(FileMemoryTest.ID), script.toString());
                        assertFalse(record().memory().hasLost(), script.toString());
                    } while (script.hasStruck());
                }
            }
        }
        assertTrue(refused > 0);
    }

    /** A removal comes when nothing is left in the kernel: cut short anywhere, the rest of the record must not tell of a loss. */
    @Test
    void aRemovalCutShortLosesNothing() {
        int cuts = 0;
        Script script;
        do {
            cuts++;
            script = Script.with("remove", cuts, Fault.alwaysRefused(Errno.EIO));
            Path root = new FaultyFiles(script).getPath(temporary.resolve("topo").toString());
            TopologyRecord record = record();
            record.begin(TWO);
            record.memory().remember(FileMemoryTest.ID, "0\n1");
            record.end(true, Applied.APPLY);
            record.memory().forget(FileMemoryTest.ID);
            try {
                new StateFolder(root, CLOCK, warnings::add).record("office").remove();
            } catch (SurroundingsException cut) {
                assertFalse(record().memory().hasLost(), script.toString());
            }
        } while (script.hasStruck());
        assertTrue(cuts > 5);
        assertFalse(record().exists());
    }

    private boolean recalledOrRefused(Script script, boolean removal) {
        Path root = new FaultyFiles(script).getPath(temporary.resolve("topo").toString());
        Optional<String> recalled = Optional.empty();
        try {
            TopologyRecord record = new StateFolder(root, CLOCK, warnings::add).record("office");
            recalled = record.memory().recall(FileMemoryTest.ID);
            if (removal) {
                record.beginRemoval();
            } else {
                record.begin(TWO);
            }
        } catch (SurroundingsException refused) {
            return false;
        }
        assertEquals(Optional.of("0\n1"), recalled, script.toString());
        return true;
    }

    /** Whatever is damaged, the next apply makes it whole, and keeps the bad file. */
    @Test
    void theNextApplyMakesItWhole() throws IOException {
        for (String name : files()) {
            Path file = folder.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - 1));
            TopologyRecord record = record();
            record.damaged().forEach(one -> record.setAside(one.file(), one.reason()));
            record.begin(TWO);
            record.memory().remember(FileMemoryTest.ID, name);
            record.end(true, Applied.APPLY);
            assertTrue(record().isWhole(), name);
            assertTrue(Files.exists(folder.resolve(name + ".bad-1")), name);
            assertEquals(Meta.CONVERGED, record().meta().orElseThrow().result());
            assertEquals(Optional.of(name), record().memory().recall(FileMemoryTest.ID));
            record().begin(ONE);
            record().end(false, Applied.APPLY);
            record().begin(TWO);
            record().end(false, Applied.APPLY);
        }
    }

    @Test
    void anEarlierBootsMemoryIsNobodys() throws IOException {
        Path inventory = folder.resolve("inventory");
        String text = Seal.open(Files.readString(inventory)).orElseThrow();
        Files.writeString(inventory, Seal.seal(text.replaceAll("boot .*", "boot another")));
        TopologyRecord record = record();
        assertEquals(Optional.empty(), record.memory().recall(FileMemoryTest.ID));
        assertTrue(record.isWhole(), "what is wanted is as good as ever");
        record.begin(TWO);
        assertTrue(Files.notExists(folder.resolve("memory")));
        assertEquals(Optional.empty(), record().memory().recall(FileMemoryTest.ID));
        assertEquals(List.of(), warnings);
    }

    /** A text that looks like a seal, or holds one, is a text. */
    @Test
    void sealsKeepEveryText() {
        for (String text : List.of("", "\n", "x", Seal.seal("x"), Seal.seal(Seal.seal("")), "a\n# whole: 1 2\n", "\u00e9\uD83D\uDE00\n\n")) {
            assertEquals(Optional.of(text), Seal.open(Seal.seal(text)));
        }
        assertEquals(Optional.empty(), Seal.open("x"));
        assertEquals(Optional.empty(), Seal.open(""));
    }
}
