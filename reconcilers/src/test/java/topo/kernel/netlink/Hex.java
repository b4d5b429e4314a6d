package topo.kernel.netlink;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Bytes as text: pairs of hexadecimal digits, white space as one likes, {@code #} for the rest of a line as a comment. Written down in the
 * order of a little-endian machine, so others skip the test.
 */
public final class Hex {
    private static final int ROW = 16;

    private Hex() {}

    public static byte[] bytes(String text) {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "a little-endian machine: the recorded messages are of one");
        return HexFormat.of().parseHex(text.replaceAll("#[^\n]*", "").replaceAll("\\s", ""));
    }

    /** The bytes in a file next to a class. */
    public static byte[] resource(Class<?> neighbour, String name) {
        try (InputStream in = neighbour.getResourceAsStream(name)) {
            return bytes(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** In rows that a failed comparison shows well. */
    public static String rows(byte[] bytes) {
        StringBuilder rows = new StringBuilder();
        for (int at = 0; at < bytes.length; at += ROW) {
            rows.append(HexFormat.ofDelimiter(" ").formatHex(bytes, at, Math.min(bytes.length, at + ROW))).append('\n');
        }
        return rows.toString();
    }
}
