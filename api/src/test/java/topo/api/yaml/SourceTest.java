package topo.api.yaml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceTest {
    @TempDir
    Path folder;

    @Test
    void readsAFileUpToTheLimit() throws IOException {
        Path file = Files.write(folder.resolve("a.yaml"), new byte[100]);
        assertArrayEquals(new byte[100], Source.read(file, 100).bytes());
        assertNull(Source.read(file, 100).refusal());
        assertEquals("is larger than the limit of 99 bytes; --max-size raises it", Source.read(file, 99).refusal());
    }

    @Test
    void refusesALargeFileUnread() throws IOException {
        Path file = folder.resolve("large.yaml");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertTrue(Source.read(file, Source.MOST_BYTES).refusal().startsWith("is larger than the limit of 4194304 bytes"));
    }

    @Test
    void refusesAStreamThatNeverEndsAfterOneByteTooMany() throws IOException {
        InputStream endless = new InputStream() {
            private int given;

            @Override
            public int read() {
                given++;
                assertTrue(given <= 1_001, "read on after the limit");
                return 'a';
            }

            @Override
            public int read(byte[] buffer, int from, int length) {
                if (length > 0) {
                    buffer[from] = (byte) read();
                }
                return Math.min(length, 1);
            }
        };
        assertEquals("is larger than the limit of 1000 bytes; --max-size raises it", Source.read("-", endless, 1000).refusal());
        assertEquals(3, Source.read("-", new ByteArrayInputStream(new byte[3]), 3).bytes().length);
    }

    @Test
    void refusesDevicesThatNeverEnd() {
        assertTrue(Source.read(Path.of("/dev/zero"), 1000).refusal().startsWith("is larger than"));
    }

    @Test
    void saysWhyAFileCannotBeRead() {
        assertEquals("cannot be read: no such file", Source.read(folder.resolve("gone.yaml"), 10).refusal());
        assertEquals("cannot be read: it is a folder", Source.read(folder, 10).refusal());
        assertTrue(Source.read(folder.resolve("a".repeat(300)), 10).refusal().contains("name too long"));
    }

    @Test
    void reportsRefusedFilesWithTheProblemsOfTheOthers() {
        List<Source> sources = List.of(Source.read(folder.resolve("gone.yaml"), 10), Source.of("b.yaml",
                "a: [".getBytes(StandardCharsets.UTF_8)));
        BadDocumentException bad = assertThrows(BadDocumentException.class, () -> new TopologyReader(TestKinds.all()).read(sources));
        assertEquals(List.of(folder + "/gone.yaml: cannot be read: no such file",
                "b.yaml:1:5: a value is missing here"), YamlText.heads(bad));
    }

    @Test
    void refusesBytesThatAreNotUtf8() {
        byte[] latin = "a: b\nc: \"gr\u00fc\u00dfe\"\n".getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(List.of("lab.yaml:2:7: the byte 0xfc is not UTF-8; save the file as UTF-8"), YamlText.problems(latin));
        byte[] overlong = {'a', ':', ' ', (byte) 0xc0, (byte) 0x80};
        assertEquals(List.of("lab.yaml:1:4: the byte 0xc0 is not UTF-8; save the file as UTF-8"), YamlText.problems(overlong));
        byte[] half = {(byte) 0xc3, (byte) 0xa4, 0x0a, (byte) 0xf0, (byte) 0x9f};
        assertEquals(List.of("lab.yaml:2:1: the byte 0xf0 is not UTF-8; save the file as UTF-8"), YamlText.problems(half));
        byte[] wide = "a: b".getBytes(StandardCharsets.UTF_16);
        assertTrue(YamlText.problems(wide).get(0).startsWith("lab.yaml:1:1: the byte 0xfe is not UTF-8"));
    }

    @Test
    void takesAByteOrderMarkAndAnHonestReplacementCharacter() {
        assertEquals("lab", YamlText.one("\ufeff" + YamlText.HEAD + "spec: {}\n").name());
        assertEquals("\ufffd", YamlText.one(YamlText.HEAD.replace("}", ", description: \ufffd}") + "spec: {}\n").description());
    }

    @Test
    void refusesControlAndInvisibleCharactersWhereverTheyStand() {
        assertEquals(List.of("lab.yaml:1:4: the invisible or control character U+0000 is not allowed",
                "lab.yaml:2:3: the invisible or control character U+202E is not allowed",
                "lab.yaml:3:2: the invisible or control character U+001B is not allowed",
                "lab.yaml:4:3: the invisible or control character U+E0041 is not allowed",
                "lab.yaml:4:5: the invisible or control character U+FEFF is not allowed",
                "lab.yaml:5:1: the invisible or control character U+2028 is not allowed"),
                YamlText.problems("a: \u0000b\n# \u202e\n\t\u001b\n\uD83D\uDE00 \uDB40\uDC41 \ufeff\n\u2028"));
    }

    @Test
    void refusesThemAsEscapesToo() {
        assertEquals(List.of("lab.yaml:3:36: metadata.description: holds the invisible or control character U+202E"),
                YamlText.problems(YamlText.HEAD.replace("}", ", description: \"a\\u202Eb\"}") + "spec: {}\n"));
        assertTrue(YamlText.problems("a: \"\\0\"\n").contains("lab.yaml:1:4: a: holds the invisible or control character U+0000"));
    }
}
