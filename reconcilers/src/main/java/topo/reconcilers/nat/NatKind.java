package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import topo.api.Resources;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.Values;
import topo.api.yaml.YamlList;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlNode;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.PortRange;
import topo.kernel.netfilter.Protocol;
import topo.reconcilers.nat.NatAction.Backend;
import topo.reconcilers.nat.NatAction.Dnat;
import topo.reconcilers.nat.NatAction.Masquerade;

/** How entries under {@code nat} read. */
public final class NatKind implements Kind<NatResource> {
    private static final String DNAT = "dnat";
    private static final String SNAT = "snat";

    @Override
    public String list() {
        return "nat";
    }

    @Override
    public String name() {
        return NatResource.KIND;
    }

    @Override
    public NatResource read(YamlMap entry) {
        String type = entry.require("type", Values.oneOf("masquerade", SNAT, DNAT));
        NetnsName netns = entry.namespace();
        NatMatch match = match(entry, DNAT.equals(type));
        NatAction action = action(entry, type);
        refuseFieldsOfOtherTypes(entry, type);
        if (type == null || action == null) {
            return null;
        }
        Nat nat = new Nat(netns, match, action);
        checkService(nat, entry);
        checkFamilies(nat, entry);
        return nat;
    }

    private static NatMatch match(YamlMap entry, boolean dnat) {
        AddressMatch source = entry.get("source", NatValues.address(false));
        AddressMatch destination = entry.get("destination", NatValues.address(dnat));
        InterfaceMatch in = entry.get("inInterface", NatValues.device());
        InterfaceMatch out = entry.get("outInterface", NatValues.device());
        PortRange port = entry.get("port", NatValues.ports());
        String word = entry.get("protocol", Values.oneOf("tcp", "udp", "sctp", "icmp"));
        Protocol protocol = word != null ? Protocol.valueOf(word.toUpperCase(Locale.ROOT))
                : dnat && port != null && !entry.has("protocol") ? Protocol.TCP : null;
        if (dnat) {
            return new NatMatch(null, destination == null ? AddressMatch.LOCAL : destination, in, protocol, port);
        }
        return new NatMatch(source, destination, out, protocol, port);
    }

    private static NatAction action(YamlMap entry, String type) {
        boolean localOutput = entry.get("localOutput", true, Values.bool());
        boolean hairpin = entry.get("hairpin", true, Values.bool());
        if (SNAT.equals(type)) {
            return entry.require("to", NatValues::sources);
        } else if (DNAT.equals(type)) {
            List<Backend> backends = backends(entry);
            return backends.isEmpty() ? null : new Dnat(backends, localOutput, hairpin);
        }
        return new Masquerade();
    }

    private static List<Backend> backends(YamlMap entry) {
        YamlNode to = entry.node("to");
        if (!(to instanceof YamlList list)) {
            Backend one = entry.require("to", node -> NatValues.target(node, 1));
            return one == null ? List.of() : List.of(one);
        }
        List<Backend> backends = entry.list("to", NatValues::backend);
        if (list.items().isEmpty()) {
            list.problem("has no backend; name one as ADDRESS:PORT");
        }
        List<Backend> seen = new ArrayList<>();
        for (Backend backend : backends) {
            Backend plain = new Backend(backend.address(), backend.ports(), 1);
            if (seen.contains(plain)) {
                list.problem(plain + " is there twice; give it a weight instead");
            }
            seen.add(plain);
        }
        return backends;
    }

    private static void refuseFieldsOfOtherTypes(YamlMap entry, String type) {
        if (type == null) {
            entry.node("to");
        } else if (type.equals(DNAT)) {
            refuse(entry, "source", "is not for dnat, which applies to every source");
            refuse(entry, "outInterface", "is not for dnat, which is decided before the packet's way out is known; use inInterface");
        } else {
            refuse(entry, "inInterface", "is for dnat only; by then the packet is on its way out; use outInterface");
            refuse(entry, "localOutput", "is for dnat only");
            refuse(entry, "hairpin", "is for dnat only");
            if (!type.equals(SNAT)) {
                refuse(entry, "to", "is not for masquerade, which takes the address of the interface; use type snat to name one");
            }
        }
    }

    private static void refuse(YamlMap entry, String field, String why) {
        if (entry.has(field)) {
            entry.problem(field, why);
        }
    }

    private static void checkService(Nat nat, YamlMap entry) {
        NatMatch match = nat.match();
        if (match.port() != null && !entry.has("protocol") && match.protocol() == null) {
            entry.problem("port", "a port needs a protocol: tcp, udp or sctp");
        } else if (match.port() != null && match.protocol() != null && !match.protocol().hasPorts()) {
            entry.problem("port", match.protocol() + " has no ports; they are for tcp, udp and sctp");
        }
        for (Backend backend : nat.backends()) {
            if (backend.ports() != null) {
                checkPorts(backend, match, entry);
            }
        }
    }

    private static void checkPorts(Backend backend, NatMatch match, YamlMap entry) {
        boolean hasPorts = match.protocol() != null && match.protocol().hasPorts();
        if (match.protocol() != null && !hasPorts) {
            entry.problem("to", backend + " has a port, which " + match.protocol() + " has not");
        } else if (match.port() == null && !hasPorts && !entry.has("protocol") && !entry.has("port")) {
            entry.problem("to", "which port goes to " + backend + "? Say port, or protocol for all of its ports");
        } else if (match.port() == null && backend.ports().count() > 1 && !entry.has("port")) {
            entry.problem("to", "which ports go to " + backend + "? Say port");
        } else if (match.port() != null && backend.ports().count() != 1 && backend.ports().count() != match.port().count()) {
            entry.problem("to", backend + " has " + backend.ports().count() + " ports for " + match.port().count()
                    + " published; name one port or as many");
        }
    }

    private static void checkFamilies(Nat nat, YamlMap entry) {
        List<IpPrefix> addresses = nat.addresses();
        for (IpPrefix address : addresses) {
            if (address.v6() != addresses.get(0).v6()) {
                entry.problem(entry.has("to") ? "to" : "destination", address.address() + " is " + IpFamily.of(address.v6()) + " and "
                        + addresses.get(0).address() + " is " + IpFamily.of(addresses.get(0).v6()) + "; write one entry for each family");
                return;
            }
        }
    }

    @Override
    public void check(NatResource resource, YamlMap entry, Resources all) {
        if (resource instanceof Nat nat) {
            new NatChecks(nat, entry, all).run();
        }
    }
}
