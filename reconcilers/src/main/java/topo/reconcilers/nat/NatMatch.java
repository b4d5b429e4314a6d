package topo.reconcilers.nat;

import topo.kernel.netfilter.PortRange;
import topo.kernel.netfilter.Protocol;

/**
 * Which connections an entry applies to; every part may be null for any. {@code device} is the interface that packets go out by
 * (masquerade, snat) or come in by (dnat).
 */
public record NatMatch(AddressMatch source, AddressMatch destination, InterfaceMatch device, Protocol protocol, PortRange port) {

    boolean usesDefaultRoute() {
        return device != null && device.isDefaultRoute();
    }

    /** {@code tcp/8000}, {@code udp}, or {@code all}. */
    String service() {
        return protocol == null ? "all" : port == null ? protocol.toString() : protocol + "/" + port;
    }

    /** Whether every connection that the other one applies to is one of this, as far as it can be told from the two alone. */
    boolean covers(NatMatch other) {
        return (source == null || other.source != null && source.covers(other.source))
                && (destination == null || other.destination != null && destination.covers(other.destination))
                && (device == null || device.equals(other.device))
                && (protocol == null || protocol == other.protocol)
                && (port == null || other.port != null && port.contains(other.port));
    }
}
