package topo.api.yaml;

/** Which characters a document may hold. Those that show nothing or reorder what is shown (Unicode UAX 9, "Trojan source") may not. */
final class Characters {
    private Characters() {}

    /** A visible character or a space: neither a control, format or separator character, nor half of a pair, nor one never assigned. */
    static boolean isPlain(int c) {
        return c >= ' ' && c < 0x7f || c > 0x7f && !isRefused(c) && Character.getType(c) != Character.UNASSIGNED;
    }

    /** Line breaks and tabs, which shape a document, are not refused. */
    static boolean isRefused(int c) {
        if (c < 0x7f) {
            return c < ' ' && c != '\n' && c != '\t' && c != '\r';
        }
        int type = Character.getType(c);
        return type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR || (c & 0xfffe) == 0xfffe;
    }

    /** The index of the first character from {@code from} on that is refused, or -1. */
    static int firstRefused(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f) {
                continue;
            }
            int point = text.codePointAt(i);
            if (isRefused(point)) {
                return i;
            }
            i += Character.charCount(point) - 1;
        }
        return -1;
    }

    /** {@code U+202E}. */
    static String name(int c) {
        String digits = Integer.toHexString(c).toUpperCase(java.util.Locale.ROOT);
        return "U+" + "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }
}
