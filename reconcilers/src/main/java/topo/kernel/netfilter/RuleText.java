package topo.kernel.netfilter;

import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;

/**
 * Builds the text of one rule from typed values (iptables-extensions(8)). Not reusable: one of the target methods ends it. Argument
 * order is fixed, so that equal rules have equal text.
 */
public final class RuleText {
    private static final int IFNAMSIZ = 16;
    /** xt_statistic compares 31 random bits with the probability (net/netfilter/xt_statistic.c). */
    private static final double STATISTIC_STEPS = 0x80000000L;
    private static final long DECIMALS = 100_000_000_000L;

    private final IpFamily family;
    private final StringBuilder text = new StringBuilder(160);

    public RuleText(IpFamily family) {
        this.family = family;
    }

    public RuleText source(IpPrefix network, boolean negated) {
        return add(negated ? "! -s " : "-s ").add(own(network).toString()).add(" ");
    }

    public RuleText destination(IpPrefix network, boolean negated) {
        return add(negated ? "! -d " : "-d ").add(own(network).toString()).add(" ");
    }

    public RuleText inInterface(String name, boolean negated) {
        return add(negated ? "! -i " : "-i ").add(interfaceName(name)).add(" ");
    }

    public RuleText outInterface(String name, boolean negated) {
        return add(negated ? "! -o " : "-o ").add(interfaceName(name)).add(" ");
    }

    public RuleText protocol(Protocol protocol) {
        return add("-p ").add(protocol.word(family)).add(" ");
    }

    /** Only after {@link #protocol} of one that has ports. */
    public RuleText destinationPorts(Protocol protocol, PortRange ports) {
        return add("-m ").add(protocol.word(family)).add(" --dport ").add(ports.text(':')).add(" ");
    }

    /** The packet's destination is an address of this namespace itself, whatever interface holds it. */
    public RuleText destinationIsLocal(boolean negated) {
        return add(negated ? "-m addrtype ! --dst-type LOCAL " : "-m addrtype --dst-type LOCAL ");
    }

    public RuleText sourceIsLocal() {
        return add("-m addrtype --src-type LOCAL ");
    }

    /** The connection's destination was translated by this kernel, by whichever rule. */
    public RuleText destinationWasTranslated() {
        return add("-m conntrack --ctstate DNAT ");
    }

    /** Takes {@code share} of {@code total} connections at random; all of them needs no match. */
    public RuleText probability(long share, long total) {
        if (share >= total) {
            return this;
        }
        // Decimals of a whole number of steps, so that what the kernel keeps is what was written.
        long decimals = Math.round(Math.round(share * STATISTIC_STEPS / total) / STATISTIC_STEPS * DECIMALS);
        String digits = Long.toString(DECIMALS + decimals).substring(1);
        return add("-m statistic --mode random --probability 0.").add(digits).add(" ");
    }

    public RuleBody masquerade() {
        return add("-j MASQUERADE").done();
    }

    /** {@code last} equals {@code first} for a single address. */
    public RuleBody sourceNat(IpAddress first, IpAddress last) {
        own(IpPrefix.single(first));
        return add("-j SNAT --to-source ").add(first.equals(last) ? first.toString() : first + "-" + last).done();
    }

    /** {@code ports} null keeps the port. */
    public RuleBody destinationNat(IpAddress to, PortRange ports) {
        return add("-j DNAT --to-destination ").add(target(to, ports)).done();
    }

    /**
     * Maps the ports from {@code first} on to {@code ports}, each to the one in the same position (NF_NAT_RANGE_PROTO_OFFSET, Linux 4.18);
     * without the base a range means any free port of it.
     */
    public RuleBody destinationNatShifted(IpAddress to, PortRange ports, int first) {
        return add("-j DNAT --to-destination ").add(target(to, ports)).add("/").add(Integer.toString(first)).done();
    }

    private String target(IpAddress to, PortRange ports) {
        own(IpPrefix.single(to));
        return ports == null ? to.toString() : (to.v6() ? "[" + to + "]" : to.toString()) + ":" + ports.text('-');
    }

    private IpPrefix own(IpPrefix network) {
        if (network.v6() != family.v6()) {
            throw new IllegalArgumentException(network + " in a rule of " + family);
        }
        return network;
    }

    /**
     * Whether a rule can name this interface and mean only it. The kernel allows nearly every byte in a name; iptables takes a final
     * {@code +} as a wildcard and a space or quote would break the line.
     */
    public static boolean canName(String name) {
        boolean plain = !name.isEmpty() && name.length() < IFNAMSIZ && name.charAt(0) != '-' && name.charAt(0) != '!'
                && !name.endsWith("+");
        for (int i = 0; plain && i < name.length(); i++) {
            char c = name.charAt(i);
            plain = c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '\\';
        }
        return plain;
    }

    private static String interfaceName(String name) {
        if (!canName(name)) {
            throw new IllegalArgumentException("iptables cannot name the interface \"" + name + "\" safely");
        }
        return name;
    }

    private RuleText add(String words) {
        text.append(words);
        return this;
    }

    private RuleBody done() {
        return new RuleBody(text.toString());
    }
}
