package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.Resources;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.reconcilers.nat.NatAction.Backend;

/**
 * Finds the bridge ports behind which a published port's backends are: the resource that declares an interface with the backend's
 * address also makes the other end of it, and that is a port of a bridge in the namespace of the entry.
 */
final class NatPorts {
    private NatPorts() {}

    static List<InterfaceFacts> of(Nat nat, Resources all) {
        Set<IpAddress> backends = new HashSet<>();
        for (Backend backend : nat.backends()) {
            backends.add(backend.address());
        }
        List<InterfaceFacts> ports = new ArrayList<>();
        for (Resource resource : all.all()) {
            List<InterfaceFacts> made = resource.interfaces();
            if (holdsOne(made, backends)) {
                addPorts(made, nat.netns(), ports);
            }
        }
        return ports;
    }

    private static boolean holdsOne(List<InterfaceFacts> made, Set<IpAddress> backends) {
        for (InterfaceFacts end : made) {
            for (IpPrefix address : end.addresses()) {
                if (backends.contains(address.address())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static void addPorts(List<InterfaceFacts> made, NetnsName netns, List<InterfaceFacts> ports) {
        for (InterfaceFacts end : made) {
            if (end.netns().equals(netns) && end.master() != null) {
                ports.add(end);
            }
        }
    }
}
