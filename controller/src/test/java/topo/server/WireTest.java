package topo.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages, lines and texts as bytes. */
class WireTest {
    private static String text(Message message) {
        return new String(Wire.bytes(message), StandardCharsets.UTF_8);
    }

    private static Message read(String line) {
        return Wire.read(line.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyMessageComesBackAsItWas() {
        List<Message> all = List.of(new Message.Head(1, List.of("apply", "-", "a\n\"b\u00e9"), Map.of("colour", "true")), new Message.Run(),
                new Message.Kept(), new Message.Stop(), new Message.Deaf(), new Message.Started(1), new Message.Out("a\nb\u001b[0m \u20ac\ud83d\ude00"),
                new Message.Err(""), new Message.Keep(), new Message.Exit(130), new Message.Refused("busy", "why"));
        for (Message message : all) {
            assertEquals(message, read(text(message)));
            assertEquals(text(message).length() - 1, text(message).indexOf('\n'), "one line each");
        }
    }

    @Test
    void aFileMayBeAnyBytes() {
        byte[] bytes = {0, -1, 10, 13, (byte) 0xc3, 34, 92};
        Message.Part part = (Message.Part) read(text(new Message.Part("x \u00e9", bytes, true, null)));
        assertEquals("x \u00e9", part.file());
        assertArrayEquals(bytes, part.data());
        assertTrue(part.more());
        Message.Part refused = (Message.Part) read(text(new Message.Part("y", new byte[0], false, "cannot be read")));
        assertEquals("cannot be read", refused.refusal());
        assertFalse(refused.more());
    }

    @Test
    void thePartsOfAFileFitIntoALine() {
        assertTrue(Wire.bytes(new Message.Part("x".repeat(4096), new byte[Wire.PART], true, null)).length < Wire.MOST_LINE);
    }

    @Test
    void whatIsWrittenIsAsDocumented() {
        assertEquals("{\"version\":1,\"words\":[\"get\"],\"facts\":{}}\n", text(new Message.Head(1, List.of("get"), Map.of())));
        assertEquals("{\"run\":true}\n", text(new Message.Run()));
        assertEquals("{\"exit\":3}\n", text(new Message.Exit(3)));
        assertEquals(new Message.Exit(3), read("{\"exit\":3,\"of a later version\":\"x\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "{}", "{\"exit\":\"3\"}", "{\"exit\":3", "{\"exit\":3}{}", "{\"out\":{\"a\":1}}", "{\"exit\":99999999999}",
        "{\"file\":\"x\",\"data\":\"%%\"}", "{\"words\":[\"x\"]}", "{\"version\":1,\"words\":[1]}", "{\"out\":1.5}", "{\"version\":1,\"words\":[\"a\""})
    void anythingElseIsRefused(String line) {
        assertThrows(IllegalArgumentException.class, () -> read(line));
    }

    @Test
    void everyCutOfALineIsRefused() {
        String whole = text(new Message.Part("x", new byte[] {1, 2, 3, 4}, true, null)).strip();
        for (int end = 0; end < whole.length(); end++) {
            String cut = whole.substring(0, end);
            assertThrows(IllegalArgumentException.class, () -> read(cut), cut);
        }
    }

    @Test
    void linesArePutTogetherWhereverTheyAreCut() {
        byte[] bytes = "one\n\ntwo three\nfour".getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            LineReader reader = new LineReader(9);
            List<String> lines = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += size) {
                reader.add(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)))
                        .forEach(line -> lines.add(new String(line, StandardCharsets.UTF_8)));
            }
            assertEquals(List.of("one", "", "two three"), lines);
            assertTrue(reader.held() >= 4);
        }
    }

    @Test
    void aLineThatIsTooLongIsRefusedBeforeItsEnd() {
        LineReader reader = new LineReader(9);
        assertEquals(List.of(), reader.add(ByteBuffer.wrap(new byte[9])));
        assertThrows(LineReader.TooLongException.class, () -> reader.add(ByteBuffer.wrap(new byte[1])));
    }

    @Test
    void textIsNeverSentInTheMiddleOfACharacter() throws IOException {
        byte[] bytes = "a\u00e9\u20ac\ud83d\ude00z".repeat(3).getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            StringBuilder text = new StringBuilder();
            TextStream stream = new TextStream(text::append);
            for (int at = 0; at < bytes.length; at += size) {
                stream.write(bytes, at, Math.min(size, bytes.length - at));
                stream.flush();
            }
            assertEquals("a\u00e9\u20ac\ud83d\ude00z".repeat(3), text.toString());
        }
    }

    @Test
    void longTextIsSentInParts() throws IOException {
        List<String> parts = new ArrayList<>();
        TextStream stream = new TextStream(parts::add);
        String text = "\u20ac".repeat(50_000);
        stream.write(text.getBytes(StandardCharsets.UTF_8));
        stream.flush();
        assertTrue(parts.size() > 4, "in " + parts.size());
        assertEquals(text, String.join("", parts));
    }
}
