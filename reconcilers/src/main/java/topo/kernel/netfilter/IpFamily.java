package topo.kernel.netfilter;

/** Which of the two iptables: each family has tables of its own. */
public enum IpFamily {
    V4("IPv4", "iptables"),
    V6("IPv6", "ip6tables");

    private final String text;
    private final String program;

    IpFamily(String text, String program) {
        this.text = text;
        this.program = program;
    }

    public static IpFamily of(boolean v6) {
        return v6 ? V6 : V4;
    }

    public boolean v6() {
        return this == V6;
    }

    /** The front part of the programs' names. */
    String program() {
        return program;
    }

    @Override
    public String toString() {
        return text;
    }
}
