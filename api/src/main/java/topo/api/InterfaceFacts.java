package topo.api;

import java.util.List;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;

/** What other kinds may know of an interface that a resource makes: where it is, its addresses, and its master's name or null. */
public record InterfaceFacts(NetnsName netns, String name, List<IpPrefix> addresses, String master) {}
