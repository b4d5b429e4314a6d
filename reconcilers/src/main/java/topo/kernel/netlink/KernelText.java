package topo.kernel.netlink;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The kernel's names as Java's. To the kernel they are bytes, nearly any of them. What is UTF-8 reads as that; a byte that is none becomes
 * one half of a surrogate pair, U+DC80 to U+DCFF, as Python's surrogateescape has it (PEP 383). So two names never read alike, each writes
 * as the bytes that it was, and none that a document can hold is like one of these.
 */
final class KernelText {
    private static final int ESCAPE = 0xdc00;
    private static final int BYTE = 0xff;

    private KernelText() {}

    static String decode(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return decodeAny(bytes);
            }
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String decodeAny(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        while (result.isError()) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (ESCAPE | in.get() & BYTE));
            }
            decoder.reset();
            result = decoder.decode(in, out, true);
        }
        return out.flip().toString();
    }

    static byte[] encode(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return encodeAny(text);
            }
        }
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] encodeAny(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            if (point > (ESCAPE | 0x7f) && point <= (ESCAPE | BYTE)) {
                out.write(point & BYTE);
            } else {
                out.writeBytes(Character.toString(point).getBytes(StandardCharsets.UTF_8));
            }
            at += Character.charCount(point);
        }
        return out.toByteArray();
    }
}
