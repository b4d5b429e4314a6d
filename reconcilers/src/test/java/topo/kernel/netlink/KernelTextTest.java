package topo.kernel.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelTextTest {

    @Test
    void textReadsAsText() {
        for (String text : new String[] {"", "eth0", "q\"q", "é", "日本", "\ud83d\ude00", "\u001b[31m"}) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertEquals(text, KernelText.decode(bytes));
            assertArrayEquals(bytes, KernelText.encode(text));
        }
    }

    @Test
    void bytesThatAreNoTextStayApart() {
        assertEquals("\udcff\udcfe", KernelText.decode(new byte[] {(byte) 0xff, (byte) 0xfe}));
        assertEquals("a\udcc3b", KernelText.decode(new byte[] {'a', (byte) 0xc3, 'b'}), "the first half of a character alone");
        assertEquals("\udced\udcb3\udcbf", KernelText.decode(new byte[] {(byte) 0xed, (byte) 0xb3, (byte) 0xbf}), "UTF-8 of U+DCFF is none");
    }

    /** Any name of any length comes back as the bytes that it was, and no two are one. */
    @Test
    void everyNameComesBack() {
        Random random = new Random(7);
        Set<String> seen = new HashSet<>();
        Set<String> given = new HashSet<>();
        byte[] likely = {'a', (byte) 0x80, (byte) 0xbf, (byte) 0xc3, (byte) 0xa9, (byte) 0xed, (byte) 0xb3, (byte) 0xe2, (byte) 0xf0, (byte) 0x9f, (byte) 0xff};
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(16)];
            for (int k = 0; k < bytes.length; k++) {
                bytes[k] = i % 2 == 0 ? likely[random.nextInt(likely.length)] : (byte) (random.nextInt(255) + 1);
            }
            String text = KernelText.decode(bytes);
            assertArrayEquals(bytes, KernelText.encode(text));
            assertEquals(given.add(new String(bytes, StandardCharsets.ISO_8859_1)), seen.add(text));
        }
        assertTrue(seen.size() > 15_000);
    }
}
