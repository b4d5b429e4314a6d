package topo.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import topo.api.Memory;
import topo.api.ResourceId;
import topo.api.net.NetnsName;

/**
 * A topology's memory as a log: one line a {@link #remember} or {@link #forget}, each ended by its own check sum, so that a line which a
 * crash cut, or a disk damaged, is told from a whole one and the others stay good. Durable when a call returns. Read at first use.
 */
final class FileMemory implements Memory {
    private static final char SEPARATOR = '\t';
    private static final int FIELDS = 6;

    private final Path file;
    private final Consumer<String> warn;
    private Map<ResourceId, String> values;
    private boolean damaged;

    FileMemory(Path file, Consumer<String> warn) {
        this.file = file;
        this.warn = warn;
    }

    @Override
    public Optional<String> recall(ResourceId id) {
        return Optional.ofNullable(values().get(id));
    }

    @Override
    public void remember(ResourceId id, String value) {
        if (!value.equals(values().get(id))) {
            write("+", id, value);
            values.put(id, value);
        }
    }

    @Override
    public void forget(ResourceId id) {
        if (values().containsKey(id)) {
            write("-", id, "");
            values.remove(id);
        }
    }

    /** Forgets what was read, as the file was replaced. */
    void readAgain() {
        values = null;
        damaged = false;
    }

    /** A damaged log is kept aside and replaced by what was readable of it before anything is added. */
    private void write(String sign, ResourceId id, String value) {
        DurableFiles.makeFolder(file.getParent());
        if (damaged) {
            StringBuilder whole = new StringBuilder();
            values.forEach((known, text) -> whole.append(line("+", known, text)));
            Aside.keepCopy(file);
            DurableFiles.write(file, whole.toString());
            damaged = false;
        }
        DurableFiles.append(file, line(sign, id, value));
    }

    private Map<ResourceId, String> values() {
        if (values == null) {
            values = new LinkedHashMap<>();
            String text = DurableFiles.read(file).orElse("");
            int start = 0;
            while (start < text.length()) {
                int end = text.indexOf('\n', start);
                replay(end < 0 ? text.substring(start) : text.substring(start, end), end >= 0);
                start = end < 0 ? text.length() : end + 1;
            }
            if (damaged) {
                warn.accept(file + " was cut or damaged; what could be read of it is used, and a copy of it is kept with the next change");
            }
        }
        return values;
    }

    private void replay(String line, boolean whole) {
        String[] parts = line.split("\t", -1);
        int checked = line.lastIndexOf(SEPARATOR);
        if (!whole || parts.length != FIELDS || !parts[FIELDS - 1].equals(checkSum(line.substring(0, checked)))) {
            damaged = true;
            return;
        }
        ResourceId id = new ResourceId(unescape(parts[1]), new NetnsName(unescape(parts[2])), unescape(parts[3]));
        if (parts[0].equals("+")) {
            values.put(id, unescape(parts[4]));
        } else {
            values.remove(id);
        }
    }

    private static String line(String sign, ResourceId id, String value) {
        String checked = sign + SEPARATOR + escape(id.kind()) + SEPARATOR + escape(id.netns().value()) + SEPARATOR + escape(id.name())
                + SEPARATOR + escape(value);
        return checked + SEPARATOR + checkSum(checked) + '\n';
    }

    private static String checkSum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
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
