package topo.api.net;

/** A 48-bit Ethernet address, kept as lower-case text with colons, the way {@code ip link} prints it. */
public record MacAddress(String text) {
    private static final String DIGITS = "0123456789abcdef";
    private static final int BYTES = 6;
    private static final int CHARACTERS = 3 * BYTES - 1;

    /** Reads six pairs of hexadecimal digits with colons, in either case; anything else is an {@link IllegalArgumentException}. */
    public MacAddress {
        text = lowerCase(text);
    }

    /** Six bytes in transmission order; any other length is an {@link IllegalArgumentException}. */
    public static MacAddress of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a MAC address of " + bytes.length + " bytes");
        }
        char[] text = new char[CHARACTERS];
        for (int i = 0; i < BYTES; i++) {
            if (i > 0) {
                text[3 * i - 1] = ':';
            }
            text[3 * i] = DIGITS.charAt(bytes[i] >> 4 & 15);
            text[3 * i + 1] = DIGITS.charAt(bytes[i] & 15);
        }
        return new MacAddress(new String(text));
    }

    private static String lowerCase(String text) {
        boolean right = text.length() == CHARACTERS;
        char[] lower = new char[CHARACTERS];
        for (int i = 0; right && i < CHARACTERS; i++) {
            char c = text.charAt(i);
            c = c >= 'A' && c <= 'F' ? (char) (c + 'a' - 'A') : c;
            right = i % 3 == 2 ? c == ':' : c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
            lower[i] = c;
        }
        if (!right) {
            throw new IllegalArgumentException("not a MAC address (six pairs of hexadecimal digits, as 02:00:00:00:00:01)");
        }
        return new String(lower);
    }

    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        for (int i = 0; i < BYTES; i++) {
            bytes[i] = (byte) (DIGITS.indexOf(text.charAt(3 * i)) << 4 | DIGITS.indexOf(text.charAt(3 * i + 1)));
        }
        return bytes;
    }

    /** The group bit, which no interface may have in its own address. */
    public boolean isMulticast() {
        return (DIGITS.indexOf(text.charAt(1)) & 1) != 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MacAddress that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
