package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import topo.kernel.netlink.DecodeException;

/** Which bytes of a table count. */
class LegacyLayoutTest {
    private static final int RULE = 152;

    /** Two rules of a table of IPv4, nothing but zeros in them. */
    private static ByteBuffer table() {
        ByteBuffer table = ByteBuffer.allocate(LegacyLayout.ENTRIES + 2 * RULE).order(ByteOrder.nativeOrder());
        return table.putShort(LegacyLayout.ENTRIES + 90, (short) RULE).putShort(LegacyLayout.ENTRIES + RULE + 90, (short) RULE);
    }

    private static long fingerprint(ByteBuffer table) {
        return LegacyLayout.IPV4.fingerprint(table, 2 * RULE);
    }

    @Test
    void countersDoNotCountAndRulesDo() {
        long plain = fingerprint(table());
        int second = LegacyLayout.ENTRIES + RULE;
        assertEquals(plain, fingerprint(table().putLong(second + 96, 5).putLong(second + 104, 420)), "packets and bytes");
        assertEquals(plain, fingerprint(table().putInt(second + 92, 1)), "comefrom");
        assertNotEquals(plain, fingerprint(table().putInt(second, 10)), "source address");
        assertNotEquals(plain, fingerprint(table().putInt(second + RULE - 4, 1)), "the last bytes of its target");
        assertNotEquals(fingerprint(table().putInt(LegacyLayout.ENTRIES, 10)), fingerprint(table().putInt(second, 10)), "order");
    }

    @Test
    void aRuleThatLeadsNowhereIsADecodingError() {
        assertThrows(DecodeException.class, () -> fingerprint(table().putShort(LegacyLayout.ENTRIES + 90, (short) 0)), "for ever");
        int second = LegacyLayout.ENTRIES + RULE;
        assertThrows(DecodeException.class, () -> fingerprint(table().putShort(second + 90, (short) 200)), "past the end");
    }
}
