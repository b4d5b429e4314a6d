package topo.kernel.cgroup;

import java.util.BitSet;

/**
 * A set of CPUs or memory nodes in the kernel's list format ({@code 0-1,3}; Linux lib/bitmap.c, "%*pbl"), in its one normal form.
 * Numbers from 0 to 8191, the most CPUs that a kernel can be built for.
 */
public record IdSet(String text) {
    private static final int MOST = 8191;

    public IdSet {
        text = format(bits(text));
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    public boolean containsAll(IdSet other) {
        BitSet missing = bits(other.text);
        missing.andNot(bits(text));
        return missing.isEmpty();
    }

    public IdSet and(IdSet other) {
        BitSet both = bits(text);
        both.and(bits(other.text));
        return new IdSet(format(both));
    }

    public IdSet or(IdSet other) {
        BitSet either = bits(text);
        either.or(bits(other.text));
        return new IdSet(format(either));
    }

    private static BitSet bits(String text) {
        BitSet bits = new BitSet();
        if (text.isEmpty()) {
            return bits;
        }
        for (String range : text.split(",", -1)) {
            int dash = range.indexOf('-');
            int first = number(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : number(range.substring(dash + 1));
            if (last < first) {
                throw new IllegalArgumentException("the range " + range + " ends before it starts");
            }
            bits.set(first, last + 1);
        }
        return bits;
    }

    private static int number(String digits) {
        int number = 0;
        for (int i = 0; i < digits.length() && number <= MOST; i++) {
            char c = digits.charAt(i);
            number = c < '0' || c > '9' ? MOST + 1 : number * 10 + c - '0';
        }
        if (digits.isEmpty() || number > MOST) {
            throw new IllegalArgumentException("expected numbers from 0 to " + MOST + " and ranges of them, such as 0-1,3");
        }
        return number;
    }

    private static String format(BitSet bits) {
        StringBuilder out = new StringBuilder();
        for (int first = bits.nextSetBit(0); first >= 0; ) {
            int end = bits.nextClearBit(first);
            out.append(out.length() == 0 ? "" : ",").append(first);
            if (end - first > 1) {
                out.append('-').append(end - 1);
            }
            first = bits.nextSetBit(end);
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
