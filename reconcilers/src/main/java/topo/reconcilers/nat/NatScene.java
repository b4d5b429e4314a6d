package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.InterfaceFacts;
import topo.api.Look;
import topo.api.Resources;
import topo.api.net.IpAddress;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.RuleText;
import topo.reconcilers.nat.NatAction.Backend;

/** Settles entries: finds out what their rules depend on besides themselves. For one look; remembers what it has found out. */
final class NatScene {
    private final Look look;
    private final DefaultRoute defaultRoute;
    private final Set<IpFamily> supported;
    private final Map<NetnsName, List<IpPrefix>> wantedAddresses = new HashMap<>();
    private final Map<NetnsName, List<IpPrefix>> recordedAddresses = new HashMap<>();
    private final Map<NetnsName, String[]> devices = new HashMap<>();

    NatScene(Look look, DefaultRoute defaultRoute, Set<IpFamily> supported) {
        this.look = look;
        this.defaultRoute = defaultRoute;
        this.supported = supported;
    }

    /** A wanted entry as its rules are to be made now. */
    Nat settle(Nat wanted) {
        String[] found = wanted.match().usesDefaultRoute() ? defaultRoutes(wanted.netns()) : new String[2];
        return place(wanted, found[0], found[1], addresses(wanted.netns(), look.all(), wantedAddresses));
    }

    /** An entry as it was wanted when its rules were made, for these devices (null for none). */
    Nat recorded(Nat recorded, String device4, String device6) {
        // A look at a part is taken only where nothing but what is wanted is recorded.
        Resources declared = look.frame().limited() ? look.all() : look.recorded();
        return place(recorded, device4, device6, addresses(recorded.netns(), declared, recordedAddresses));
    }

    /** The wanted entry as it would be if {@code @default-route} stood for these devices (null for none). */
    Nat withDevices(Nat wanted, String device4, String device6) {
        return place(wanted, device4, device6, addresses(wanted.netns(), look.all(), wantedAddresses));
    }

    private String[] defaultRoutes(NetnsName netns) {
        return devices.computeIfAbsent(netns, n -> new String[] {device(n, false), device(n, true)});
    }

    /** A device with a name that iptables would misread is as good as none. */
    private String device(NetnsName netns, boolean v6) {
        return defaultRoute.device(look, netns, v6).filter(RuleText::canName).orElse(null);
    }

    private Nat place(Nat nat, String device4, String device6, List<IpPrefix> declared) {
        List<IpFamily> families = new ArrayList<>(2);
        for (IpFamily family : families(nat, supported)) {
            if (!nat.match().usesDefaultRoute() || (family.v6() ? device6 : device4) != null) {
                families.add(family);
            }
        }
        List<IpPrefix> segments = new ArrayList<>();
        for (Backend backend : nat.backends()) {
            segments.add(segment(backend.address(), declared));
        }
        boolean v4 = families.contains(IpFamily.V4);
        boolean v6 = families.contains(IpFamily.V6);
        return nat.in(new NatSurroundings(families, v4 ? device4 : null, v6 ? device6 : null, segments));
    }

    /** The family of the addresses that an entry names; if it names none, each that the kernel has. */
    static Set<IpFamily> families(Nat nat, Set<IpFamily> supported) {
        List<IpPrefix> named = nat.addresses();
        return named.isEmpty() ? supported : EnumSet.of(IpFamily.of(named.get(0).v6()));
    }

    /** The network with the longest prefix among those of the namespace's declared interfaces that the backend is in. */
    private static IpPrefix segment(IpAddress backend, List<IpPrefix> declared) {
        IpPrefix best = null;
        for (IpPrefix address : declared) {
            if (address.contains(backend) && (best == null || address.length() > best.length())) {
                best = address;
            }
        }
        return best == null ? IpPrefix.single(backend) : best.network();
    }

    private static List<IpPrefix> addresses(NetnsName netns, Resources declared, Map<NetnsName, List<IpPrefix>> known) {
        return known.computeIfAbsent(netns, n -> {
            List<IpPrefix> addresses = new ArrayList<>();
            for (InterfaceFacts made : declared.interfaces(n)) {
                addresses.addAll(made.addresses());
            }
            return addresses;
        });
    }
}
