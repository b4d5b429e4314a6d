package topo.kernel.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import topo.api.net.IpAddress;

/** Attributes as {@link MessageWriter} lays them out and {@link Attributes} reads them. */
class MessageWriterTest {
    private static Attributes attributes(MessageWriter writer) {
        return Messages.parse(writer.toBytes()).attributes(0);
    }

    @Test
    void everythingIsPaddedToFourBytes() {
        MessageWriter writer = new MessageWriter().begin(0x1234, 0x0506, 0x0708090a);
        writer.attributeU8(1, 0xab).attributeU16(2, 0xcdef).attributeU32(3, 0x01020304).attributeText(4, "abc").attributeText(5, "").end();
        assertEquals(Hex.rows(Hex.bytes("""
                38 00 00 00  34 12 06 05  0a 09 08 07  00 00 00 00  # header: length 56, type, flags, sequence, port
                05 00 01 00  ab 00 00 00                            # u8
                06 00 02 00  ef cd 00 00                            # u16
                08 00 03 00  04 03 02 01                            # u32
                08 00 04 00  61 62 63 00                            # text with its zero
                05 00 05 00  00 00 00 00                            # no text
                """)), Hex.rows(writer.toBytes()));
    }

    @Test
    void nestsHaveTheirLengthAndFlag() {
        MessageWriter writer = new MessageWriter();
        int outer = writer.beginNest(1);
        int inner = writer.beginNest(2);
        writer.attributeU8(3, 1);
        writer.endNest(inner);
        writer.endNest(outer);
        assertEquals(Hex.rows(Hex.bytes("""
                10 00 01 80          # length 16, type 1 | NLA_F_NESTED
                  0c 00 02 80        # length 12, type 2 | NLA_F_NESTED
                    05 00 03 00 01 00 00 00
                """)), Hex.rows(writer.toBytes()));
    }

    @Test
    void theArrayGrowsAndKeepsWhatIsInIt() {
        MessageWriter writer = new MessageWriter();
        for (int i = 0; i < 500; i++) {
            writer.begin(16, 0, i).attribute(1, new byte[100]).end();
        }
        assertEquals(500 * 120, writer.length());
        assertArrayEquals(Arrays.copyOf(writer.array(), writer.length()), writer.toBytes());
        assertEquals(0, Messages.sequence(writer.toBytes()));
        assertEquals(499, Messages.sequence(Arrays.copyOfRange(writer.toBytes(), 499 * 120, 500 * 120)));
    }

    @Test
    void flagsGoToTheMessageBegunLast() {
        MessageWriter writer = new MessageWriter();
        writer.begin(16, 1, 1).end();
        writer.begin(16, 1, 2).end();
        writer.addFlags(4);
        assertEquals(1, Messages.flags(writer.toBytes()));
        assertEquals(5, Messages.flags(Arrays.copyOfRange(writer.toBytes(), 16, 32)));
    }

    @Test
    void aClearedWriterStartsAnew() {
        MessageWriter writer = new MessageWriter();
        writer.begin(16, 1, 1).u32(0).end();
        writer.clear();
        writer.begin(16, 1, 2).end();
        assertEquals(16, writer.length());
        assertEquals(2, Messages.sequence(writer.toBytes()));
    }

    @Test
    void attributesAreReadAsTheyWereWritten() {
        MessageWriter writer = new MessageWriter().begin(16, 0, 1);
        writer.attributeU8(1, 200).attributeU16(2, 0xbeef).attributeU32(3, -5).attributeText(4, "br0")
                .attribute(5, new byte[] {10, 0, 0, 1}).end();
        Attributes read = attributes(writer);
        assertTrue(read.next());
        assertEquals(200, read.u8());
        assertTrue(read.flag());
        assertTrue(read.next());
        assertEquals(0xbeef, read.u16());
        assertTrue(read.next());
        assertEquals(-5, read.u32());
        assertTrue(read.next());
        assertEquals("br0", read.text());
        assertTrue(read.next());
        assertEquals(IpAddress.parse("10.0.0.1"), read.address());
        assertFalse(read.next());
        assertFalse(read.next());
    }

    @Test
    void numbersInNetworkOrderAreTurned() {
        Attributes read = new Attributes(ByteBuffer.wrap(new byte[] {6, 0, 1, 0, 0x12, 0x34, 0, 0})
                .order(ByteOrder.LITTLE_ENDIAN), 0, 8);
        assertTrue(read.next());
        assertEquals(0x1234, read.be16());
    }

    @Test
    void aWrongLengthIsAnErrorThatNamesTheAttribute() {
        MessageWriter writer = new MessageWriter().begin(16, 0, 1).attributeU16(9, 1);
        writer.end();
        Attributes read = attributes(writer);
        assertTrue(read.next());
        assertEquals("attribute 9 has 2 bytes at offset 20, expected 4", assertThrows(DecodeException.class, read::u32).getMessage());
        assertEquals("attribute 9 has 2 bytes at offset 20, expected 1", assertThrows(DecodeException.class, read::u8).getMessage());
        assertEquals("attribute 9 has 2 bytes at offset 20, no IP address has",
                assertThrows(DecodeException.class, read::address).getMessage());
        assertEquals("attribute 9 has 2 bytes, fewer than its fixed part of 3",
                assertThrows(DecodeException.class, () -> read.nested(3)).getMessage());
    }

    @Test
    void namesThatAreNotUtf8AreStillRead() {
        MessageWriter writer = new MessageWriter().begin(16, 0, 1).attribute(3, new byte[] {'e', (byte) 0xff, '0', 0, 'x'});
        writer.end();
        Attributes read = attributes(writer);
        assertTrue(read.next());
        assertEquals("e\udcff0", read.text());
    }
}
