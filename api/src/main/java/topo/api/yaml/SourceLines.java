package topo.api.yaml;

import java.util.Arrays;

/** The lines of a text, found when the first is asked for. Lines end as in YAML 1.2 section 5.4: LF, CR LF or CR. */
final class SourceLines {
    private static final int WIDTH = 160;
    private static final int BEFORE = 60;

    private final String text;
    private int[] starts;

    /** What is shown of a line, and which of its characters (from 1) the caret points at. */
    record Excerpt(String text, int caret) {}

    SourceLines(String text) {
        this.text = text;
    }

    /** The part of a line around a column, both counted from 1; empty for a line that is not there. */
    Excerpt around(int line, int column) {
        if (starts == null) {
            starts = starts();
        }
        if (line < 1 || line > starts.length) {
            return new Excerpt("", 0);
        }
        int start = starts[line - 1];
        int end = line < starts.length ? starts[line] : text.length();
        while (end > start && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        boolean far = column > WIDTH - 20;
        int hidden = far ? column - BEFORE : 0;
        int from = start;
        for (int skipped = 0; skipped < hidden && from < end; skipped++) {
            from += Character.charCount(text.codePointAt(from));
        }
        int to = Math.min(end, from + 2 * WIDTH + 2);
        String shown = Problems.printable(text.substring(from, to), WIDTH);
        return far ? new Excerpt("..." + shown, BEFORE + 3) : new Excerpt(shown, column);
    }

    private int[] starts() {
        int[] found = new int[64];
        int count = 1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n')) {
                found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
                found[count++] = i + 1;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
