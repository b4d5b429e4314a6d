package topo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWholeLinesAndLeavesOutWhatACrashCut() throws IOException {
        Journal journal = new Journal(folder.resolve("journal"));
        journal.append(List.of("one", "two"));
        Files.writeString(folder.resolve("journal/log"), "thr", StandardOpenOption.APPEND);
        assertEquals(List.of("one", "two"), journal.lines());
        journal.append(List.of("four", "five"));
        assertEquals(List.of("one", "two", "four", "five"), journal.lines(), "only what was cut is lost");
    }

    @Test
    void everyCutReadsAsAPrefix() throws IOException {
        Journal journal = new Journal(folder.resolve("journal"));
        journal.append(List.of("one", "two", "three"));
        byte[] all = Files.readAllBytes(folder.resolve("journal/log"));
        for (int length = 0; length <= all.length; length++) {
            Files.write(folder.resolve("journal/log"), Arrays.copyOf(all, length));
            List<String> lines = journal.lines();
            assertEquals(List.of("one", "two", "three").subList(0, lines.size()), lines);
        }
    }

    @Test
    void isBounded() throws IOException {
        Journal journal = new Journal(folder.resolve("journal"), 1000);
        Journal.Tail tail = journal.tail();
        List<String> followed = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            journal.append(List.of("line " + i));
            followed.addAll(tail.more());
        }
        assertTrue(Files.size(folder.resolve("journal/log")) + Files.size(folder.resolve("journal/log.1")) <= 2000);
        List<String> lines = journal.lines();
        assertEquals("line 499", lines.get(lines.size() - 1));
        assertEquals("line " + (500 - lines.size()), lines.get(0), "no gap");
        assertEquals(500, followed.size(), "who follows misses nothing");
    }
}
