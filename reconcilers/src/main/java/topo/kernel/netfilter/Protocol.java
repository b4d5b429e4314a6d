package topo.kernel.netfilter;

import java.util.Locale;

/** The protocols that rules tell apart. */
public enum Protocol {
    TCP, UDP, SCTP, ICMP;

    public boolean hasPorts() {
        return this != ICMP;
    }

    /** As iptables calls it: ICMP of IPv6 is a protocol of its own (RFC 4443). */
    String word(IpFamily family) {
        return this == ICMP && family.v6() ? "ipv6-icmp" : toString();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
