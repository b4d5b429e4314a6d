package topo.reconcilers.link;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpPrefix;
import topo.api.net.MacAddress;
import topo.api.net.NetnsName;
import topo.api.yaml.Suggestion;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;
import topo.api.yaml.YamlNode;

/** Reads and checks the fields that every link kind has. */
public final class InterfaceYaml {
    private static final int LEAST_MTU = 68;
    private static final int MOST_MTU = 65535;

    private InterfaceYaml() {}

    /** The interface of one block, or null if it has no usable name; {@code canBePort}: a link of this kind can have a bridge as its master. */
    public static Interface read(YamlMap block, boolean canBePort) {
        String name = block.require("name", Values.interfaceName());
        NetnsName netns = block.namespace();
        Set<IpPrefix> addresses = new LinkedHashSet<>();
        for (Read<IpPrefix> address : block.list("addresses", Read.of(Values.interfaceAddress()))) {
            if (!addresses.add(address.value())) {
                address.node().problem("the address " + address.value() + " stands here twice");
            }
        }
        MacAddress mac = block.get("mac", Values.mac());
        Integer mtu = block.get("mtu", Values.integer(LEAST_MTU, MOST_MTU));
        boolean up = block.get("up", true, Values.bool());
        String master = canBePort ? block.get("bridge", Values.interfaceName()) : null;
        Port port = canBePort ? port(block, master) : null;
        if (mtu != null && mtu < 1280 && addresses.stream().anyMatch(IpPrefix::v6)) {
            block.problem("mtu", "the MTU " + mtu + " is less than the 1280 that IPv6 needs, and an IPv6 address is declared");
        }
        return name == null ? null : new Interface(netns, name, List.copyOf(addresses), mac, mtu, up, master, port, true);
    }

    /** A value with the node that it was read from. */
    private record Read<T>(T value, YamlNode node) {
        static <T> YamlMap.Reader<Read<T>> of(YamlMap.Reader<T> reader) {
            return node -> new Read<>(reader.read(node), node);
        }
    }

    private static Port port(YamlMap block, String master) {
        Integer pvid = block.get("pvid", Values.integer(0, 4094));
        List<Integer> vlans = block.has("vlans") ? block.list("vlans", Values.integer(1, 4094)) : null;
        Boolean hairpin = block.get("hairpin", Values.bool());
        Boolean isolated = block.get("isolated", Values.bool());
        Boolean learning = block.get("learning", Values.bool());
        Integer pathCost = block.get("pathCost", Values.integer(1, 65535));
        Port port = new Port(pvid, vlans, hairpin, isolated, learning, pathCost);
        if (pvid != null && vlans != null && vlans.contains(pvid)) {
            block.problem("vlans", "VLAN " + pvid + " is the pvid, whose frames are untagged; it cannot be tagged too");
        }
        if (master == null && port.orNull() != null) {
            for (String field : List.of("pvid", "vlans", "hairpin", "isolated", "learning", "pathCost")) {
                if (block.has(field)) {
                    block.problem(field, "is a setting of a bridge port; name the bridge with \"bridge:\"");
                }
            }
        }
        return port.orNull();
    }

    /** Checks the master's name and the addresses on the interface's segment, unless VLANs divide that. */
    public static void check(Interface declared, YamlMap block, Resources all) {
        if (declared.master() != null) {
            Optional<Resource> maker = all.makerOf(declared.netns(), declared.master());
            if (maker.isEmpty()) {
                List<String> bridges = all.interfaceMakers(declared.netns()).values().stream().map(Resource::id)
                        .filter(id -> id.kind().equals("bridge")).map(ResourceId::name).toList();
                block.problem("bridge", "unknown bridge \"" + declared.master() + "\"" + declared.netns().suffix() + near(declared.master(), bridges));
            } else if (!maker.get().id().kind().equals("bridge")) {
                block.problem("bridge", "\"" + declared.master() + "\" is a " + maker.get().id().kind() + ", not a bridge");
            }
        }
        if (declared.port() != null && declared.port().hasVlans()) {
            return;
        }
        for (IpPrefix address : declared.addresses()) {
            Optional<InterfaceFacts> other = all.segments().sameAddress(declared.netns(), declared.name(), address.address());
            other.ifPresent(twin -> block.problem("addresses", "the address " + address.address() + " is also on " + twin.name()
                    + twin.netns().suffix() + ", on the same segment"));
        }
    }

    private static String near(String name, List<String> known) {
        String suggestion = Suggestion.of(name, known);
        return !suggestion.isEmpty() ? suggestion : known.isEmpty() ? "; no bridge is declared there" : "; declared there: " + String.join(", ", known);
    }

    /** The resources that an interface needs: its namespace, and its master. */
    public static void dependencies(Interface declared, Resources all, Set<ResourceId> into) {
        if (!declared.netns().isHost()) {
            into.add(new ResourceId("namespace", NetnsName.HOST, declared.netns().value()));
        }
        if (declared.master() != null) {
            all.makerOf(declared.netns(), declared.master()).ifPresent(maker -> into.add(maker.id()));
        }
    }
}
