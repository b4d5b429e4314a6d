package topo.reconcilers.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import topo.api.net.IpPrefix;
import topo.kernel.KernelException;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.Address;
import topo.kernel.rtnl.PortVlan;
import topo.kernel.rtnl.RtnlSocket;

/** What is written by a link's index: its addresses and, on a bridge port, its VLANs. */
final class AddressWriter {
    private final RtnlSocket socket;
    private final Batch batch;

    AddressWriter(RtnlSocket socket, Batch batch) {
        this.socket = socket;
        this.batch = batch;
    }

    static boolean isNeeded(Interface from, Interface to) {
        return from == null ? !to.addresses().isEmpty() || vlansDiffer(null, to)
                : !Objects.equals(to.addresses(), from.addresses()) || !from.unrouted().isEmpty() || losesIpv6(from, to) || vlansDiffer(from, to);
    }

    /** A link that goes down loses its IPv6 addresses, unless keep_addr_on_down is set. */
    private static boolean losesIpv6(Interface from, Interface to) {
        return from != null && from.up() && !to.up() && to.addresses().stream().anyMatch(IpPrefix::v6);
    }

    /** Null for a port that is new to its bridge. */
    private static Port portBefore(Interface from, Interface to) {
        return from != null && Objects.equals(from.master(), to.master()) ? from.port() : null;
    }

    private static boolean vlansDiffer(Interface from, Interface to) {
        Port before = portBefore(from, to);
        return to.port() != null && to.port().hasVlans() && (before == null || !Objects.equals(before.pvid(), to.port().pvid())
                || !Objects.equals(before.vlans(), to.port().vlans()));
    }

    void write(int index, Interface from, Interface to, Consumer<KernelException> failed) {
        List<IpPrefix> before = from == null ? List.of() : from.addresses();
        boolean again = losesIpv6(from, to);
        for (IpPrefix address : before) {
            if (to.goes(address, from)) {
                socket.deleteAddress(batch, new Address(index, address, 0, 0, 0), "delete address " + address + " of " + to.title(), failed);
                again = true;
            }
        }
        for (IpPrefix address : to.addresses()) {
            // With a primary address the kernel deletes its secondaries, so after any deletion all are added again; those still there stay as they are.
            if (again || !before.contains(address)) {
                add(index, address, to, failed);
            }
        }
        if (vlansDiffer(from, to)) {
            vlans(index, from, to, failed);
        }
    }

    private void add(int index, IpPrefix address, Interface to, Consumer<KernelException> failed) {
        int scope = address.address().isLoopback() && !address.v6() ? Address.RT_SCOPE_HOST : 0;
        int flags = address.v6() ? Address.IFA_F_NODAD : 0;
        socket.addAddress(batch, new Address(index, address, scope, flags, InterfaceObserver.ADDRESS_PROTOCOL),
                "add address " + address + " to " + to.title(), failed);
    }

    private void vlans(int index, Interface from, Interface to, Consumer<KernelException> failed) {
        List<PortVlan> wanted = portVlans(to.port());
        // A port that has just joined has the bridge's default VLAN.
        Port known = portBefore(from, to);
        List<PortVlan> before = portVlans(known != null && known.hasVlans() ? known : new Port(1, List.of(), null, null, null, null));
        for (PortVlan vlan : before) {
            if (wanted.stream().noneMatch(kept -> kept.id() == vlan.id())) {
                socket.deletePortVlan(batch, index, vlan, "delete VLAN " + vlan.id() + " of " + to.title(), failed);
            }
        }
        for (PortVlan vlan : wanted) {
            socket.addPortVlan(batch, index, vlan, "add VLAN " + vlan.id() + " to " + to.title(), failed);
        }
    }

    private static List<PortVlan> portVlans(Port port) {
        List<PortVlan> all = new ArrayList<>();
        if (port.pvid() != null && port.pvid() != 0) {
            all.add(new PortVlan(port.pvid(), true, true));
        }
        if (port.vlans() != null) {
            port.vlans().forEach(id -> all.add(new PortVlan(id, false, false)));
        }
        return all;
    }
}
