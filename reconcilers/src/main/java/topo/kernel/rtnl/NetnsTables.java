package topo.kernel.rtnl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.net.IpPrefix;

/** What one namespace holds, each table dumped once when first asked for. A namespace that does not exist has empty tables. */
public final class NetnsTables {
    private final RtnlSocket socket;
    private Map<String, Link> links;
    private Map<Integer, Link> linksByIndex;
    private Map<Integer, List<Address>> addresses;
    private final Routes ipv4 = new Routes(false);
    private final Routes ipv6 = new Routes(true);
    private Map<Integer, List<PortVlan>> portVlans;

    /** Of one family. */
    private final class Routes {
        private final boolean v6;
        private List<RouteEntry> all;
        private Map<Integer, Set<IpPrefix>> connected;

        Routes(boolean v6) {
            this.v6 = v6;
        }

        List<RouteEntry> all() {
            if (all == null) {
                all = socket == null ? List.of() : socket.routes(v6);
            }
            return all;
        }

        Map<Integer, Set<IpPrefix>> connected() {
            if (connected == null) {
                Map<Integer, Set<IpPrefix>> found = new HashMap<>();
                for (RouteEntry route : all()) {
                    if (route.protocol() == RouteEntry.RTPROT_KERNEL && route.type() == RouteEntry.RTN_UNICAST) {
                        found.computeIfAbsent(route.device(), i -> new HashSet<>()).add(route.to());
                    }
                }
                connected = found;
            }
            return connected;
        }
    }

    /** {@code socket}: null for a namespace that does not exist. */
    NetnsTables(RtnlSocket socket) {
        this.socket = socket;
    }

    public boolean exists() {
        return socket != null;
    }

    /** By name, in the order of their indexes. */
    public Map<String, Link> links() {
        if (links == null) {
            // Kept only once it is whole: a refused dump must not look like an empty namespace to the next one who asks.
            Map<String, Link> found = new LinkedHashMap<>();
            Map<Integer, Link> byIndex = new HashMap<>();
            for (Link link : socket == null ? List.<Link>of() : socket.links()) {
                found.put(link.name(), link);
                byIndex.put(link.index(), link);
            }
            linksByIndex = byIndex;
            links = found;
        }
        return links;
    }

    /** Null if there is none. */
    public Link link(String name) {
        return links().get(name);
    }

    /** Null if there is none. */
    public Link link(int index) {
        links();
        return linksByIndex.get(index);
    }

    /** In the order in which the kernel keeps them, primary before secondary. */
    public List<Address> addresses(int index) {
        if (addresses == null) {
            Map<Integer, List<Address>> found = new HashMap<>();
            for (Address address : socket == null ? List.<Address>of() : socket.addresses()) {
                found.computeIfAbsent(address.index(), i -> new ArrayList<>()).add(address);
            }
            addresses = found;
        }
        return addresses.getOrDefault(index, List.of());
    }

    /** Of one family and all tables. */
    public List<RouteEntry> routes(boolean v6) {
        return family(v6).all();
    }

    /** The networks that the kernel's own routes lead to by this interface, one for each address with its network. */
    public Set<IpPrefix> connected(int index, boolean v6) {
        return family(v6).connected().getOrDefault(index, Set.of());
    }

    private Routes family(boolean v6) {
        return v6 ? ipv6 : ipv4;
    }

    /** The VLANs of a bridge port, by its index. */
    public List<PortVlan> portVlans(int index) {
        if (portVlans == null) {
            portVlans = socket == null ? Map.of() : socket.portVlans();
        }
        return portVlans.getOrDefault(index, List.of());
    }
}
