package topo.kernel.netfilter;

/** One port or several in a row, 1 to 65535. */
public record PortRange(int low, int high) {
    public PortRange {
        if (low < 1 || high > 65535 || low > high) {
            throw new IllegalArgumentException("the ports " + low + "-" + high + " are not an ascending range within 1-65535");
        }
    }

    public int count() {
        return high - low + 1;
    }

    public boolean overlaps(PortRange other) {
        return low <= other.high && other.low <= high;
    }

    public boolean contains(PortRange other) {
        return low <= other.low && other.high <= high;
    }

    /** {@code 80} or {@code 8000-8010}, with this between the two. */
    String text(char between) {
        return low == high ? Integer.toString(low) : low + String.valueOf(between) + high;
    }

    @Override
    public String toString() {
        return text('-');
    }
}
