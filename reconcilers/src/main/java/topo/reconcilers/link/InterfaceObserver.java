package topo.reconcilers.link;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Mark;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.Address;
import topo.kernel.rtnl.BridgePortInfo;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.NetnsTables;
import topo.kernel.rtnl.PortVlan;

/** Turns what the kernel reports of a link into an {@link Interface}. */
public final class InterfaceObserver {
    /** IFA_PROTO of addresses that topo adds, so that a declared link-local address can be told from the kernel's own. */
    static final int ADDRESS_PROTOCOL = Mark.ROUTE_PROTOCOL;

    private final HostTables tables;
    private final Mark mark;

    public InterfaceObserver(HostTables tables, Mark mark) {
        this.tables = tables;
        this.mark = mark;
    }

    /** Reads what {@link #observe} of these declared interfaces will ask for, of many namespaces at a time. */
    public void readAhead(Collection<Interface> wanted) {
        Set<NetnsName> present = new LinkedHashSet<>();
        Set<NetnsName> ipv4 = new HashSet<>();
        Set<NetnsName> ipv6 = new HashSet<>();
        for (Interface one : wanted) {
            if (tables.of(one.netns()).link(one.name()) != null) {
                present.add(one.netns());
                for (IpPrefix address : one.addresses()) {
                    (address.v6() ? ipv6 : ipv4).add(one.netns());
                }
            }
        }
        tables.readAhead(present, (netns, here) -> {
            here.addresses(0);
            if (ipv4.contains(netns)) {
                here.routes(false);
            }
            if (ipv6.contains(netns)) {
                here.routes(true);
            }
        });
    }

    /** {@code wanted}: the declared interface, or null; it tells whether VLANs and link-local addresses need a look. */
    public Interface observe(NetnsName netns, Link link, Interface wanted) {
        NetnsTables here = tables.of(netns);
        Link master = link.master() == 0 ? null : here.link(link.master());
        boolean vlans = wanted != null && wanted.port() != null && wanted.port().hasVlans();
        List<IpPrefix> addresses = addresses(here, link, wanted);
        return new Interface(netns, link.name(), addresses, link.mac(), link.mtu(), link.isUp(), master == null ? null : master.name(),
                port(link, vlans ? here.portVlans(link.index()) : null), link.group() == mark.group() && mark.alias().equals(link.alias()),
                wanted == null || !link.isUp() ? List.of() : unrouted(here, link, addresses, wanted));
    }

    /** {@code ip route flush} deletes the kernel's own routes too; a link that is down has none anyway. */
    private static List<IpPrefix> unrouted(NetnsTables here, Link link, List<IpPrefix> addresses, Interface wanted) {
        List<IpPrefix> found = new ArrayList<>();
        for (IpPrefix address : addresses) {
            boolean alone = address.length() == address.address().bits();
            if (!alone && wanted.addresses().contains(address) && !here.connected(link.index(), address.v6()).contains(address.network())) {
                found.add(address);
            }
        }
        return found;
    }

    /**
     * Configured addresses: not those that a router's advertisement or a lease brought (they expire), nor the link-local one that the kernel
     * makes for itself.
     */
    private static List<IpPrefix> addresses(NetnsTables here, Link link, Interface wanted) {
        List<IpPrefix> found = new ArrayList<>();
        for (Address address : here.addresses(link.index())) {
            boolean configured = (address.flags() & Address.IFA_F_PERMANENT) != 0;
            boolean kernelMade = address.prefix().v6() && address.prefix().address().isLinkLocal() && address.protocol() != ADDRESS_PROTOCOL;
            if (configured && (!kernelMade || wanted != null && wanted.addresses().contains(address.prefix()))) {
                found.add(address.prefix());
            }
        }
        return found;
    }

    private static Port port(Link link, List<PortVlan> vlans) {
        BridgePortInfo info = link.port();
        if (info == null) {
            return null;
        }
        Integer pvid = null;
        List<Integer> tagged = null;
        if (vlans != null) {
            pvid = vlans.stream().filter(PortVlan::pvid).map(PortVlan::id).findFirst().orElse(0);
            int untagged = pvid;
            tagged = vlans.stream().map(PortVlan::id).filter(id -> id != untagged).toList();
        }
        return new Port(pvid, tagged, info.hairpin(), info.isolated(), info.learning(), info.pathCost());
    }
}
