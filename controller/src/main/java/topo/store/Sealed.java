package topo.store;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A small file of named values and one text, with a check sum over all of it, so that a cut or damaged one is told from a whole one: a line
 * with its kind and version, a line with the sum of what follows, {@code key value} lines, an empty line, and the text to the end.
 */
record Sealed(String kind, Map<String, String> values, String text) {

    String write() {
        StringBuilder body = new StringBuilder();
        values.forEach((key, value) -> body.append(key).append(' ').append(value.replace("\n", " ")).append('\n'));
        body.append('\n').append(text);
        return head(kind) + sum(body.toString()) + '\n' + body;
    }

    private static String head(String kind) {
        return "topo-" + kind + " 1\n";
    }

    /** Empty for what is not whole or of another kind or version. */
    static Optional<Sealed> read(String kind, String content) {
        String head = head(kind);
        int sumEnd = content.startsWith(head) ? content.indexOf('\n', head.length()) : -1;
        if (sumEnd < 0) {
            return Optional.empty();
        }
        String body = content.substring(sumEnd + 1);
        if (!content.substring(head.length(), sumEnd).equals(sum(body))) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        int start = 0;
        int end = body.indexOf('\n');
        while (end > start) {
            int space = body.indexOf(' ', start);
            values.put(body.substring(start, space), body.substring(space + 1, end));
            start = end + 1;
            end = body.indexOf('\n', start);
        }
        return Optional.of(new Sealed(kind, values, body.substring(start + 1)));
    }

    /** With the length, as a CRC of 32 bits alone says little of a long text. */
    private static String sum(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return bytes.length + " " + Long.toHexString(crc.getValue());
    }

    /** A value that must be there. {@link IllegalArgumentException} if it is not, or is no number. */
    long number(String key) {
        return Long.parseLong(value(key));
    }

    String value(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key);
        }
        return value;
    }
}
