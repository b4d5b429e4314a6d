package topo.api.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/** The text of a file: its bytes as UTF-8, without a byte order mark. */
final class SourceText {
    private SourceText() {}

    /** Anything that is not UTF-8 becomes U+FFFD; {@link #check} tells. */
    static String of(byte[] bytes) {
        boolean marked = bytes.length >= 3 && bytes[0] == (byte) 0xef && bytes[1] == (byte) 0xbb && bytes[2] == (byte) 0xbf;
        int from = marked ? 3 : 0;
        return new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8);
    }

    /** Records bytes that are not UTF-8 (the first) and characters that no document may hold; false if there are any. */
    static boolean check(byte[] bytes, String text, Problems problems) {
        if (text.indexOf('\ufffd') >= 0) {
            int bad = firstMalformed(bytes);
            if (bad >= 0) {
                Position position = new Position(of(java.util.Arrays.copyOf(bytes, bad)));
                position.moveTo(position.text.length());
                String hex = Integer.toHexString(bytes[bad] & 0xff);
                problems.add(position.line, position.column, "", "the byte 0x" + (hex.length() < 2 ? "0" : "") + hex
                        + " is not UTF-8; save the file as UTF-8");
                return false;
            }
        }
        Position position = new Position(text);
        int at = Characters.firstRefused(text, 0);
        boolean clean = at < 0;
        while (at >= 0 && !problems.isFull()) {
            position.moveTo(at);
            String name = Characters.name(text.codePointAt(at));
            problems.add(position.line, position.column, "", "the invisible or control character " + name + " is not allowed");
            at = Characters.firstRefused(text, at + Character.charCount(text.codePointAt(at)));
        }
        return clean;
    }

    private static int firstMalformed(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(8192);
        while (true) {
            var result = decoder.decode(in, out, true);
            if (result.isError()) {
                return in.position();
            }
            if (result.isUnderflow()) {
                return -1;
            }
            out.clear();
        }
    }

    /** Line and column, from 1, of a place in a text; only moves forward. */
    private static final class Position {
        private final String text;
        private int at;
        private int line = 1;
        private int column = 1;

        Position(String text) {
            this.text = text;
        }

        void moveTo(int index) {
            while (at < index) {
                int c = text.codePointAt(at);
                at += Character.charCount(c);
                boolean breaks = c == '\n' || c == '\r' && (at == text.length() || text.charAt(at) != '\n');
                line += breaks ? 1 : 0;
                column = breaks ? 1 : column + 1;
            }
        }
    }
}
