package topo.reconcilers.nat;

import java.util.List;
import topo.api.net.IpPrefix;
import topo.kernel.netfilter.IpFamily;

/**
 * What the rules of an entry depend on besides the entry itself.
 *
 * @param families those to make rules in; none if the entry says {@code @default-route} and there is no default route
 * @param device4 the interface that {@code @default-route} stands for in IPv4 rules, or null
 * @param device6 the same in IPv6 rules
 * @param segments for each backend the network that it shares with its neighbours; itself alone if no declared interface is on one
 */
public record NatSurroundings(List<IpFamily> families, String device4, String device6, List<IpPrefix> segments) {
    public NatSurroundings {
        families = List.copyOf(families);
        segments = List.copyOf(segments);
    }

    /** The same, found or to be written in these families. */
    NatSurroundings in(List<IpFamily> others) {
        return new NatSurroundings(others, device4, device6, segments);
    }

    String device(IpFamily family) {
        return family.v6() ? device6 : device4;
    }

    /** {@code eth0}, or with different ones {@code eth0 (IPv4), wg0 (IPv6)}. */
    String devices() {
        if (device4 == null || device6 == null || device4.equals(device6)) {
            return device4 != null ? device4 : device6 != null ? device6 : "none";
        }
        return device4 + " (IPv4), " + device6 + " (IPv6)";
    }
}
