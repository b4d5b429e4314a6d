package topo.api.yaml;

/**
 * A value of a document with its place. {@code path} is as in {@code spec.veths[1].endpoints[0]}; {@code line} and {@code column} count
 * from 1. Immutable but for the marks of which keys were asked for.
 */
public sealed interface YamlNode permits YamlMap, YamlList, YamlScalar {
    Place place();

    /** What it is in words for an error: {@code a list}. */
    String describe();

    /** Where a node stands, and where its problems go. The path is put together only when it is asked for. */
    final class Place {
        private static final int MOST_OF_A_KEY = 64;

        private final Problems problems;
        private final Place parent;
        private final String step;
        private final int index;
        private final int line;
        private final int column;

        public Place(Problems problems, String path, int line, int column) {
            this(problems, null, path, -1, line, column);
        }

        private Place(Problems problems, Place parent, String step, int index, int line, int column) {
            this.problems = problems;
            this.parent = parent;
            this.step = step;
            this.index = index;
            this.line = line;
            this.column = column;
        }

        /** The place of the value of a key of this mapping. */
        Place inside(String key, int line, int column) {
            return new Place(problems, this, key, -1, line, column);
        }

        /** The place of an item of this list; {@code index} counts from 0. */
        Place item(int index, int line, int column) {
            return new Place(problems, this, null, index, line, column);
        }

        /** The same value at another position in the text. */
        Place movedTo(int line, int column) {
            return new Place(problems, parent, step, index, line, column);
        }

        public Problems problems() {
            return problems;
        }

        public int line() {
            return line;
        }

        public int column() {
            return column;
        }

        public String path() {
            if (parent == null) {
                return step;
            }
            String above = parent.path();
            if (index >= 0) {
                return above + "[" + index + "]";
            }
            String key = Problems.printable(step, MOST_OF_A_KEY);
            return above.isEmpty() ? key : above + "." + key;
        }

        @Override
        public String toString() {
            return problems.file() + ":" + line + ":" + column + ": " + path();
        }
    }

    /** Records a problem of this value. */
    default void problem(String message) {
        Place place = place();
        place.problems().add(place, message);
    }

    /** This node as a map, or {@link IllegalArgumentException}. */
    default YamlMap asMap() {
        throw new IllegalArgumentException("expected a mapping (key: value), found " + describe());
    }

    /** The text of a scalar that is not null, or {@link IllegalArgumentException}. */
    default String asText() {
        throw new IllegalArgumentException("expected a single value, found " + describe());
    }
}
