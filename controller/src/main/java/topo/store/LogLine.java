package topo.store;

import java.util.Optional;
import topo.api.ResourceId;
import topo.api.net.NetnsName;

/**
 * A line of a memory's log, ended by its own check sum: what to remember of a resource from now on, or, with no value, that nothing is.
 *
 * @param value null to forget
 */
record LogLine(ResourceId id, String value) {
    private static final char SEPARATOR = '\t';
    private static final int FIELDS = 6;

    /** With the newline. */
    String text() {
        String checked = (value == null ? "-" : "+") + SEPARATOR + escape(id.kind()) + SEPARATOR + escape(id.netns().value()) + SEPARATOR
                + escape(id.name()) + SEPARATOR + escape(value == null ? "" : value);
        return checked + SEPARATOR + Seal.checkSum(checked) + '\n';
    }

    /** Empty for a damaged one. {@code line}: without its newline. */
    static Optional<LogLine> parse(String line) {
        String[] parts = line.split("\t", -1);
        int checked = line.lastIndexOf(SEPARATOR);
        if (parts.length != FIELDS || !parts[FIELDS - 1].equals(Seal.checkSum(line.substring(0, checked)))) {
            return Optional.empty();
        }
        ResourceId id = new ResourceId(unescape(parts[1]), new NetnsName(unescape(parts[2])), unescape(parts[3]));
        return Optional.of(new LogLine(id, parts[0].equals("+") ? unescape(parts[4]) : null));
    }

    private static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
    }

    private static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char escaped = text.charAt(++i);
                c = escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped;
            }
            plain.append(c);
        }
        return plain.toString();
    }
}
