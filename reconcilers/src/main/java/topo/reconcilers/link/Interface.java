package topo.reconcilers.link;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.net.IpPrefix;
import topo.api.net.MacAddress;
import topo.api.net.NetnsName;

/**
 * One interface: a link of its own or one end of a pair. {@code addresses} are in the order in which they are added, so the first of a
 * subnet is its primary one. Null in {@code mac}, {@code mtu} or {@code port} is left to the kernel. {@code master} is null for none.
 * {@code managed}: it carries the topology's full mark. {@code unrouted}: addresses whose connected route somebody deleted, so that nothing
 * is reached by them; never wanted.
 */
public record Interface(NetnsName netns, String name, List<IpPrefix> addresses, MacAddress mac, Integer mtu, boolean up, String master,
        Port port, boolean managed, List<IpPrefix> unrouted) {
    public Interface {
        addresses = List.copyOf(addresses);
        unrouted = List.copyOf(unrouted);
    }

    /** One whose addresses all have their routes. */
    public Interface(NetnsName netns, String name, List<IpPrefix> addresses, MacAddress mac, Integer mtu, boolean up, String master, Port port,
            boolean managed) {
        this(netns, name, addresses, mac, mtu, up, master, port, managed, List.of());
    }

    /** As it is right after a bare creation that set name, MAC, MTU and group: down, without alias, addresses or port settings. */
    public Interface bare(String masterSet) {
        return new Interface(netns, name, List.of(), mac, mtu, false, masterSet, masterSet == null ? null : Port.DEFAULTS, false);
    }

    /** With what is left open taken from the observed one (null: there is none), or this MTU. */
    public Interface settle(Interface observed, Integer defaultMtu) {
        Port declaredPort = port == null ? Port.UNSET : port;
        Port settledPort = master == null ? null : declaredPort.settle(observed == null ? null : observed.port).orNull();
        if (observed == null) {
            return new Interface(netns, name, addresses, mac, mtu != null ? mtu : defaultMtu, up, master, settledPort, managed);
        }
        boolean sameAddresses = Objects.equals(addresses, observed.addresses)
                || new HashSet<>(addresses).equals(new HashSet<>(observed.addresses));
        Integer settledMtu = mtu != null ? mtu : defaultMtu != null ? defaultMtu : observed.mtu;
        return new Interface(netns, name, sameAddresses ? observed.addresses : addresses, mac != null ? mac : observed.mac, settledMtu, up,
                master, settledPort, managed);
    }

    /** This observed one as it can be wanted: with its mark and all routes of its addresses. */
    public Interface restorable() {
        return new Interface(netns, name, addresses, mac, mtu, up, master, port, true);
    }

    Interface withPort(Port wanted) {
        return new Interface(netns, name, addresses, mac, mtu, up, master, wanted, managed);
    }

    public boolean isAt(Interface other) {
        return netns.equals(other.netns) && name.equals(other.name);
    }

    /** Whether making {@code this} from {@code from} loses routes: it moves, is renamed (which takes it down), or loses certain addresses. */
    public boolean disrupts(Interface from) {
        return !isAt(from) || losesRoutes(from);
    }

    /**
     * With its last IPv4 address a link loses its IPv4 routes; with a primary address go the others of its subnet, and the routes that have
     * them as their source.
     */
    private boolean losesRoutes(Interface from) {
        List<IpPrefix> gone = from.addresses.stream().filter(address -> goes(address, from)).toList();
        boolean lastOfIpv4 = gone.stream().anyMatch(address -> !address.v6())
                && from.addresses.stream().noneMatch(address -> !address.v6() && !goes(address, from));
        return lastOfIpv4 || gone.stream().anyMatch(lost -> addresses.stream().anyMatch(kept -> lost.contains(kept.address())));
    }

    /** Whether it is deleted on the way from there, if only to be added again with its route. */
    boolean goes(IpPrefix address, Interface from) {
        return !addresses.contains(address) || from.unrouted.contains(address);
    }

    public InterfaceFacts facts() {
        return new InterfaceFacts(netns, name, addresses, master);
    }

    /** What is declared or observed but for name and namespace, each field's name with this prefix. */
    public void fields(String prefix, List<Field> into) {
        if (!addresses.isEmpty()) {
            into.add(new Field(prefix + "addresses", addresses));
        }
        if (!unrouted.isEmpty()) {
            into.add(new Field(prefix + "addresses without their route", unrouted));
        }
        if (mac != null) {
            into.add(new Field(prefix + "mac", mac));
        }
        if (mtu != null) {
            into.add(new Field(prefix + "mtu", mtu));
        }
        into.add(new Field(prefix + "up", up));
        if (master != null) {
            into.add(new Field(prefix + "bridge", master));
        }
        if (port != null) {
            port.fields(prefix, into);
        }
        into.add(new Field(prefix + "managed", managed));
    }

    /** Name and namespace first, for a link that may change them. */
    public List<Field> placedFields(String prefix) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field(prefix + "namespace", netns.toString()));
        fields.add(new Field(prefix + "name", name));
        fields(prefix, fields);
        return fields;
    }

    // Written out: what a record has of its own is linked at run time, which every start would pay for. Lists by Objects.equals: the equals of an
    // interface type is looked up anew at each interpreted call.
    @Override
    public boolean equals(Object other) {
        return other instanceof Interface that && isAt(that) && up == that.up && managed == that.managed && Objects.equals(addresses, that.addresses)
                && Objects.equals(mac, that.mac) && Objects.equals(mtu, that.mtu) && Objects.equals(master, that.master)
                && Objects.equals(port, that.port) && Objects.equals(unrouted, that.unrouted);
    }

    @Override
    public int hashCode() {
        return 31 * netns.hashCode() + name.hashCode();
    }

    /** {@code eth0 (namespace red)}. */
    public String title() {
        return name + netns.suffix();
    }
}
