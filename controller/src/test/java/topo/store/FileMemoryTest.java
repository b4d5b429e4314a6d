package topo.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.ResourceId;
import topo.api.net.NetnsName;

class FileMemoryTest {
    static final ResourceId ID = new ResourceId("sysctl", new NetnsName("red"), "net.ipv4.ip_forward");

    @TempDir
    Path folder;
    Path file;
    final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void open() {
        file = folder.resolve("memory");
    }

    private FileMemory memory() {
        return new FileMemory(file, warnings::add);
    }

    private static ResourceId id(String name) {
        return new ResourceId("sysctl", NetnsName.HOST, name);
    }

    @Test
    void outlivesTheProcess() {
        memory().remember(ID, "0");
        memory().remember(id("tab\tnew\nline\\end"), "4096\t87380\n6291456\\");
        memory().remember(ID, "1");
        assertEquals(Optional.of("1"), memory().recall(ID));
        assertEquals(Optional.of("4096\t87380\n6291456\\"), memory().recall(id("tab\tnew\nline\\end")));
        memory().forget(ID);
        assertEquals(Optional.empty(), memory().recall(ID));
        assertEquals(Optional.empty(), memory().recall(id("other")));
        assertEquals(List.of(), warnings);
    }

    @Test
    void writesNothingWhenNothingChanges() throws Exception {
        FileMemory memory = memory();
        memory.forget(ID);
        assertTrue(Files.notExists(file));
        memory.remember(ID, "0");
        long size = Files.size(file);
        memory.remember(ID, "0");
        assertEquals(size, Files.size(file));
    }

    @Test
    void keepsEveryWholeLineOfACutFile() throws Exception {
        Map<Integer, Integer> wholeLines = new LinkedHashMap<>();
        FileMemory writer = memory();
        for (int i = 0; i < 4; i++) {
            writer.remember(id("n" + i), "value " + i);
            wholeLines.put((int) Files.size(file), i + 1);
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int length = 0; length < bytes.length; length++) {
            int cut = length;
            Files.write(file, java.util.Arrays.copyOf(bytes, length));
            int whole = wholeLines.entrySet().stream().filter(entry -> entry.getKey() <= cut).mapToInt(Map.Entry::getValue).max().orElse(0);
            warnings.clear();
            FileMemory read = memory();
            for (int i = 0; i < 4; i++) {
                assertEquals(i < whole ? Optional.of("value " + i) : Optional.empty(), read.recall(id("n" + i)), "cut at " + length);
            }
            boolean damaged = length > 0 && !wholeLines.containsKey(length);
            assertEquals(damaged ? 1 : 0, warnings.size(), "cut at " + length);
            read.remember(ID, "after");
            assertEquals(Optional.of("after"), memory().recall(ID));
            assertEquals(damaged ? 1 : 0, warnings.size(), "whole again");
            Files.deleteIfExists(folder.resolve("memory.bad-1"));
        }
    }

    @Test
    void losesOnlyTheDamagedLine() throws Exception {
        memory().remember(id("a"), "1");
        memory().remember(id("b"), "2");
        memory().remember(id("c"), "3");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 4;
            Files.write(file, flipped);
            FileMemory read = memory();
            int right = 0;
            for (String name : List.of("a", "b", "c")) {
                Optional<String> value = read.recall(id(name));
                right += value.isPresent() ? 1 : 0;
                assertTrue(value.isEmpty() || value.get().equals(String.valueOf("abc".indexOf(name) + 1)), "never a wrong value, at " + at);
            }
            assertTrue(right >= 1, "at " + at);
        }
    }

    @Test
    void keepsTheDamagedFileAside() throws Exception {
        memory().remember(ID, "0");
        String damaged = Files.readString(file) + "+\tsysc";
        Files.writeString(file, damaged);
        memory().remember(id("next"), "1");
        assertEquals(damaged, Files.readString(folder.resolve("memory.bad-1")));
        assertEquals(Optional.of("0"), memory().recall(ID));
        assertEquals(Optional.of("1"), memory().recall(id("next")));
    }
}
