package topo.store;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A small file of named values and one text, sealed: a line with its kind and version, {@code key value} lines, an empty line, and the text
 * to the {@link Seal}.
 */
record Page(String kind, Map<String, String> values, String text) {

    String write() {
        StringBuilder page = new StringBuilder(head(kind));
        values.forEach((key, value) -> page.append(key).append(' ').append(value.replace("\n", " ")).append('\n'));
        return Seal.seal(page.append('\n').append(text).toString());
    }

    private static String head(String kind) {
        return "topo-" + kind + " 1\n";
    }

    /** Empty for what is not whole or of another kind or version. */
    static Optional<Page> read(String kind, String content) {
        return Seal.open(content).filter(page -> page.startsWith(head(kind))).map(page -> parse(kind, page.substring(head(kind).length())));
    }

    private static Page parse(String kind, String body) {
        Map<String, String> values = new LinkedHashMap<>();
        int start = 0;
        int end = body.indexOf('\n');
        while (end > start) {
            int space = body.indexOf(' ', start);
            values.put(body.substring(start, space), body.substring(space + 1, end));
            start = end + 1;
            end = body.indexOf('\n', start);
        }
        return new Page(kind, values, body.substring(Math.min(start + 1, body.length())));
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
