package topo.api.yaml;

/** A number with a unit right behind it. */
final class Quantity {
    private static final int MOST_DIGITS = 18;

    private Quantity() {}

    static long bytes(String text, YamlNode node) {
        int end = digits(text);
        int shift = end == text.length() ? 0 : shift(text, end);
        if (end == 0 || end > MOST_DIGITS || shift < 0) {
            throw new IllegalArgumentException("expected a size such as 50M, 1G or 52428800, found " + node.describe());
        }
        long number = Long.parseLong(text.substring(0, end));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("the size " + text + " is more than 64 bits hold");
        }
        return number << shift;
    }

    /** The power of two of {@code K}, {@code Ki}, {@code KB} or {@code KiB} and its like, or -1. */
    private static int shift(String text, int at) {
        String tail = text.substring(at + 1);
        boolean known = tail.isEmpty() || tail.equals("i") || tail.equals("B") || tail.equals("iB");
        int power = "KMGT".indexOf(Character.toUpperCase(text.charAt(at)));
        return known && power >= 0 ? 10 * (power + 1) : -1;
    }

    static long milliseconds(String text, YamlNode node) {
        int end = digits(text);
        long unit = switch (text.substring(end)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 0;
        };
        if (unit == 0 || end == 0 || end > 9) {
            throw new IllegalArgumentException("expected a time such as 10ms, 5s or 1m, found " + node.describe());
        }
        return Long.parseLong(text.substring(0, end)) * unit;
    }

    /** How many decimal digits the text starts with. */
    private static int digits(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }
}
