package topo.kernel.events;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import topo.kernel.netlink.DecodeException;

/** A struct inotify_event (inotify(7)). {@code name}: of the entry in the watched folder, empty for the watched file itself. */
record InotifyRecord(int watch, int mask, String name) {
    static final int IN_MODIFY = 0x2;
    static final int IN_ATTRIB = 0x4;
    static final int IN_CLOSE_WRITE = 0x8;
    static final int IN_CLOSE_NOWRITE = 0x10;
    static final int IN_MOVED_FROM = 0x40;
    static final int IN_MOVED_TO = 0x80;
    static final int IN_CREATE = 0x100;
    static final int IN_DELETE = 0x200;
    static final int IN_Q_OVERFLOW = 0x4000;
    static final int IN_IGNORED = 0x8000;

    private static final int HEADER = 16;

    /** All that one read gave: {@code length} bytes from the buffer's start. */
    static List<InotifyRecord> parse(ByteBuffer bytes, int length) {
        List<InotifyRecord> records = new ArrayList<>();
        int at = 0;
        while (at < length) {
            int size = length - at < HEADER ? -1 : bytes.getInt(at + 12);
            if (size < 0 || size > length - at - HEADER) {
                throw new DecodeException("an event of inotify of " + size + " bytes at offset " + at + " of " + length);
            }
            records.add(new InotifyRecord(bytes.getInt(at), bytes.getInt(at + 4), text(bytes, at + HEADER, size)));
            at += HEADER + size;
        }
        return records;
    }

    /** The kernel fills names with zeros to a multiple of the header. */
    private static String text(ByteBuffer bytes, int from, int size) {
        int length = 0;
        while (length < size && bytes.get(from + length) != 0) {
            length++;
        }
        byte[] copy = new byte[length];
        bytes.get(from, copy);
        return new String(copy, StandardCharsets.UTF_8);
    }

    boolean has(int bits) {
        return (mask & bits) != 0;
    }
}
