package topo.api;

import java.util.List;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;

/** What other kinds may know of an interface that a resource makes: where it is, its addresses, and its master's name or null. */
public record InterfaceFacts(NetnsName netns, String name, List<IpPrefix> addresses, String master) {
    /** Whether it has this very address. */
    public boolean has(IpAddress address) {
        for (IpPrefix own : addresses) {
            if (own.address().equals(address)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the address is in the network of one of its own. */
    public boolean reaches(IpAddress address) {
        for (IpPrefix own : addresses) {
            if (own.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
