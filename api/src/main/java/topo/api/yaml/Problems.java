package topo.api.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import topo.api.net.NetnsName;
import topo.api.yaml.YamlNode.Place;

/**
 * The problems of one file, collected while it is read and thrown once. Also keeps the references to namespaces, which are checked
 * when the whole topology is known. Not for use by several threads.
 */
public final class Problems {
    /** Problems kept and shown of one file; more are only counted. */
    public static final int MOST_SHOWN = 100;
    /** A file with this many is not read to its end. */
    private static final int HOPELESS = 1_000;

    private final String file;
    private final SourceLines lines;
    private final List<Problem> found = new ArrayList<>();
    private final Map<Place, NetnsName> references = new LinkedHashMap<>();
    private int count;

    /**
     * One problem: {@code file:line:column: path: message}, then the source line and a caret below its character {@code caret} (from 1).
     * Line 0 stands for the file as a whole.
     */
    public record Problem(String file, int line, int column, String path, String message, String sourceLine, int caret) {
        @Override
        public String toString() {
            String place = line == 0 ? file : file + ":" + line + ":" + column;
            String head = place + ": " + (path.isEmpty() ? "" : path + ": ") + message;
            return sourceLine.isEmpty() ? head : head + "\n" + sourceLine + "\n" + " ".repeat(Math.max(0, caret - 1)) + "^";
        }
    }

    /** {@code file}: its name in messages; {@code text}: what was decoded of it, for the source lines. */
    public Problems(String file, String text) {
        this.file = file;
        this.lines = new SourceLines(text);
    }

    public String file() {
        return file;
    }

    public void add(Place place, String message) {
        if (isFull()) {
            count++;
        } else {
            add(place.line(), place.column(), place.path(), message);
        }
    }

    /** A problem at a line and column (from 1, in characters); line 0 is the file as a whole. */
    public void add(int line, int column, String path, String message) {
        count++;
        if (found.size() < MOST_SHOWN) {
            SourceLines.Excerpt excerpt = lines.around(line, column);
            found.add(new Problem(file, line, column, path, message, excerpt.text(), excerpt.caret()));
        }
    }

    /** The first {@value #MOST_SHOWN} that were found, by their place in the file. */
    public List<Problem> all() {
        List<Problem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
        return sorted;
    }

    /** How many were found, kept or not. */
    public int count() {
        return count;
    }

    /** Further problems are only counted, so that the search for a suggestion is wasted. */
    boolean isFull() {
        return found.size() >= MOST_SHOWN;
    }

    /** So many problems that reading on costs time and helps nobody. */
    boolean isHopeless() {
        return count >= HOPELESS;
    }

    /** Notes that the value at this place names a namespace, which the topology must declare. */
    public void reference(Place place, NetnsName netns) {
        references.put(place, netns);
    }

    /** The references since the last call, each with its place. */
    Map<Place, NetnsName> takeReferences() {
        Map<Place, NetnsName> taken = new LinkedHashMap<>(references);
        references.clear();
        return taken;
    }

    /** Text for a terminal: control characters and the invisible ones that reorder text as {@code ?}, cut at this length. */
    public static String printable(String text, int most) {
        StringBuilder out = new StringBuilder(Math.min(text.length(), most) + 3);
        int at = 0;
        for (int count = 0; at < text.length() && count < most; count++) {
            int c = text.codePointAt(at);
            out.appendCodePoint(c == '\t' ? ' ' : Characters.isPlain(c) ? c : '?');
            at += Character.charCount(c);
        }
        return at < text.length() ? out.append("...").toString() : out.toString();
    }
}
