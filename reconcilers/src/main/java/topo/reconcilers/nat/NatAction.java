package topo.reconcilers.nat;

import java.util.List;
import topo.api.net.IpAddress;
import topo.kernel.netfilter.PortRange;

/** What happens to the connections. */
public sealed interface NatAction {
    /** As in the field {@code type}. */
    String type();

    /** Their source becomes the address of the interface that they leave by. */
    record Masquerade() implements NatAction {
        @Override
        public String type() {
            return "masquerade";
        }
    }

    /** Their source becomes one of these addresses; {@code last} equals {@code first} for one. */
    record Snat(IpAddress first, IpAddress last) implements NatAction {
        @Override
        public String type() {
            return "snat";
        }
    }

    /**
     * Their destination becomes one of the backends, chosen for each connection by weight.
     *
     * @param localOutput connections from the namespace itself too
     * @param hairpin connections from the backend itself and its neighbours too
     */
    record Dnat(List<Backend> to, boolean localOutput, boolean hairpin) implements NatAction {
        public Dnat {
            to = List.copyOf(to);
        }

        @Override
        public String type() {
            return "dnat";
        }
    }

    /**
     * Where connections go: {@code ports} is null to keep the port, one port, or as many as are published, each to the one in the same
     * position. {@code weight} is its share of the sum of weights, 1 to 1000.
     */
    record Backend(IpAddress address, PortRange ports, int weight) {
        @Override
        public String toString() {
            String host = address.v6() && ports != null ? "[" + address + "]" : address.toString();
            return (ports == null ? host : host + ":" + ports) + (weight == 1 ? "" : " weight " + weight);
        }
    }
}
