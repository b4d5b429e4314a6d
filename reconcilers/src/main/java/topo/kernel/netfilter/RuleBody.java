package topo.kernel.netfilter;

/** What a rule matches and does, as iptables writes it. Only {@link RuleText} makes one, from typed values, so it is always one line. */
public final class RuleBody {
    private final String text;

    RuleBody(String text) {
        this.text = text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RuleBody that && text.equals(that.text);
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
