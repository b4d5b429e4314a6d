package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import topo.kernel.netlink.DecodeException;
import topo.kernel.netlink.Hex;

/** What a read of inotify gives. */
class InotifyRecordTest {
    private static List<InotifyRecord> parse(String text) {
        byte[] bytes = Hex.bytes(text);
        return InotifyRecord.parse(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()), bytes.length);
    }

    @Test
    void severalAtOnce() {
        List<InotifyRecord> records = parse("""
                01 00 00 00 00 01 00 00 00 00 00 00 10 00 00 00  # watch 1, IN_CREATE, no cookie, 16 bytes of name
                72 65 64 00 00 00 00 00 00 00 00 00 00 00 00 00  # "red"
                02 00 00 00 02 00 00 00 00 00 00 00 00 00 00 00  # watch 2, IN_MODIFY, the watched file itself
                ff ff ff ff 00 40 00 00 00 00 00 00 00 00 00 00  # no watch, IN_Q_OVERFLOW
                """);
        assertEquals(List.of(new InotifyRecord(1, InotifyRecord.IN_CREATE, "red"), new InotifyRecord(2, InotifyRecord.IN_MODIFY, ""),
                new InotifyRecord(-1, InotifyRecord.IN_Q_OVERFLOW, "")), records);
        assertTrue(records.get(2).has(InotifyRecord.IN_Q_OVERFLOW));
    }

    @Test
    void aCutOneIsADecodingError() {
        assertThrows(DecodeException.class, () -> parse("01 00 00 00 00 01 00 00 00 00 00 00 10 00 00 00 72 65 64 00"));
        assertThrows(DecodeException.class, () -> parse("01 00 00 00 00 01 00 00"));
        assertThrows(DecodeException.class, () -> parse("01 00 00 00 00 01 00 00 00 00 00 00 ff ff ff ff"), "a length below 0");
    }
}
