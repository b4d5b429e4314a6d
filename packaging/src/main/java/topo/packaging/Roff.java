package topo.packaging;

/** Characters that mean something to roff (groff_char(7)). */
final class Roff {
    private Roff() {}

    /** A "-" is written as the one that can be copied into a shell. */
    static String escape(String text) {
        return text.replace("\\", "\\e").replace("-", "\\-").replace("^", "\\(ha").replace("~", "\\(ti").replace("`", "\\(ga");
    }

    /** A line that is to stand as it is. */
    static String line(String text) {
        return guard(escape(text));
    }

    /** A "." or "'" at the start of a line would make it a request. */
    static String guard(String escaped) {
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
