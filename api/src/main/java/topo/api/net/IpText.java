package topo.api.net;

/** The text form of addresses: dotted IPv4 (RFC 1123 section 2.1, four decimal parts) and IPv6 (RFC 4291, written as RFC 5952). */
final class IpText {
    private static final int GROUPS = 8;
    private static final long MAPPED = 0xffffL;

    private IpText() {}

    static IpAddress parse(String text) {
        if (text.length() > 45) {
            throw new IllegalArgumentException("longer than any address");
        }
        return text.indexOf(':') >= 0 ? parse6(text) : new IpAddress(false, 0, parse4(text));
    }

    private static long parse4(String text) {
        long value = 0;
        int parts = 0;
        for (int from = 0; from <= text.length(); parts++) {
            int dot = text.indexOf('.', from);
            int to = dot < 0 ? text.length() : dot;
            if (parts == 4 || dot < 0 && parts < 3) {
                throw new IllegalArgumentException("not an IPv4 or IPv6 address");
            }
            value = value << 8 | part(text, from, to);
            from = to + 1;
        }
        return value;
    }

    private static int part(String text, int from, int to) {
        int number = decimal(text, from, to);
        String wrong = number < 0 ? "\" is not a number from 0 to 255" : number > 255 ? "\" is more than 255"
                : to - from > 1 && text.charAt(from) == '0' ? "\" has a leading zero, which some programs read as octal" : null;
        if (wrong != null) {
            throw new IllegalArgumentException("not an IPv4 address: \"" + text.substring(from, to) + wrong);
        }
        return number;
    }

    /** One to three decimal digits, or -1. */
    static int decimal(String text, int from, int to) {
        if (to <= from || to - from > 3) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static IpAddress parse6(String text) {
        int[] groups = new int[GROUPS];
        int count = 0;
        int gap = -1;
        // The colon before the next group; there is none before the first.
        int at = text.startsWith("::") ? 0 : -1;
        while (at < text.length()) {
            if (text.startsWith("::", at)) {
                if (gap >= 0) {
                    throw bad("a second \"::\"");
                }
                gap = count;
                at++;
                if (at + 1 == text.length()) {
                    break;
                }
            }
            int colon = text.indexOf(':', at + 1);
            int to = colon < 0 ? text.length() : colon;
            count = groups(text, at + 1, to, groups, count);
            at = to;
        }
        return address(groups, count, gap);
    }

    /** Reads one group, or the two that a dotted end stands for; returns how many there are now. */
    private static int groups(String text, int from, int to, int[] groups, int count) {
        boolean dotted = to == text.length() && text.indexOf('.', from) >= 0;
        if (count + (dotted ? 2 : 1) > GROUPS) {
            throw bad("too many groups");
        }
        if (!dotted) {
            groups[count] = group(text, from, to);
            return count + 1;
        }
        long last = parse4(text.substring(from));
        groups[count] = (int) (last >>> 16);
        groups[count + 1] = (int) (last & 0xffff);
        return count + 2;
    }

    private static int group(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (c == '%') {
                throw bad("a zone (\"%\") has no place here");
            } else if (digit < 0) {
                throw bad("\"" + text.substring(from, to) + "\" is not a group of hexadecimal digits");
            }
            number = number << 4 | digit;
        }
        if (to <= from || to - from > 4) {
            throw bad(to <= from ? "a group is empty" : "\"" + text.substring(from, to) + "\" has more than four digits");
        }
        return number;
    }

    private static IpAddress address(int[] groups, int count, int gap) {
        if (gap < 0 && count < GROUPS) {
            throw bad("fewer than eight groups and no \"::\"");
        } else if (gap >= 0 && count == GROUPS) {
            throw bad("too many groups");
        }
        long[] words = new long[2];
        for (int i = 0; i < count; i++) {
            int to = gap >= 0 && i >= gap ? GROUPS - count + i : i;
            words[to / 4] |= (long) groups[i] << 48 - 16 * (to % 4);
        }
        return new IpAddress(true, words[0], words[1]);
    }

    private static IllegalArgumentException bad(String why) {
        return new IllegalArgumentException("not an IPv6 address: " + why);
    }

    /** RFC 5952; with its section 5, the dotted form, for the one prefix that is known to hold IPv4 addresses (::ffff:0:0/96). */
    static String format(IpAddress address) {
        long low = address.low();
        if (!address.v6()) {
            return (low >>> 24) + "." + (low >>> 16 & 0xff) + "." + (low >>> 8 & 0xff) + "." + (low & 0xff);
        } else if (address.high() == 0 && low >>> 32 == MAPPED) {
            return "::ffff:" + format(new IpAddress(false, 0, low & 0xffffffffL));
        }
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            long half = i < 4 ? address.high() : low;
            groups[i] = (int) (half >>> (48 - 16 * (i % 4)) & 0xffff);
        }
        return format6(groups);
    }

    /** RFC 5952 section 4: lower case, no leading zeros, "::" for the longest run of two or more zero groups, the first of equals. */
    private static String format6(int[] groups) {
        int best = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int run = 0;
            while (i + run < GROUPS && groups[i + run] == 0) {
                run++;
            }
            if (run > length) {
                best = i;
                length = run;
            }
            i += run;
        }
        StringBuilder out = new StringBuilder(39);
        for (int i = 0; i < GROUPS; i++) {
            if (i == best) {
                out.append("::");
                i += length - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":").append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }
}
