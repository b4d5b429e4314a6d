package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.api.yaml.Suggestion;
import topo.api.yaml.YamlMap;
import topo.reconcilers.nat.NatAction.Dnat;

/** What takes the whole topology to see about one entry. */
final class NatChecks {
    private final Nat nat;
    private final YamlMap entry;
    private final Resources all;

    NatChecks(Nat nat, YamlMap entry, Resources all) {
        this.nat = nat;
        this.entry = entry;
        this.all = all;
    }

    void run() {
        checkInterface();
        if (nat.action() instanceof Dnat) {
            checkReached();
        }
    }

    /** Nothing but this topology is expected to make interfaces in a namespace that it creates. */
    private void checkInterface() {
        InterfaceMatch device = nat.match().device();
        if (device == null || device.isDefaultRoute() || device.name().equals("lo") || !isCreatedHere(nat.netns())) {
            return;
        }
        List<String> known = new ArrayList<>(all.interfaceMakers(nat.netns()).keySet());
        if (!known.contains(device.name())) {
            String field = nat.action() instanceof Dnat ? "inInterface" : "outInterface";
            entry.problem(field, "no interface \"" + device.name() + "\" is declared in namespace " + nat.netns()
                    + Suggestion.of(device.name(), known));
        }
    }

    private boolean isCreatedHere(NetnsName netns) {
        Optional<Resource> declared = netns.isHost() ? Optional.empty()
                : all.get(new ResourceId("namespace", NetnsName.HOST, netns.value()));
        if (declared.isEmpty()) {
            return false;
        }
        for (Field field : declared.get().fields()) {
            if (field.name().equals("existing")) {
                return false;
            }
        }
        return true;
    }

    /** A published port that an earlier entry takes all connections of. Equal ones are a clash of claims already. */
    private void checkReached() {
        boolean ownAddress = isOwn(nat.match().destination());
        for (Resource other : all.all()) {
            if (other == nat) {
                return;
            }
            boolean rival = other instanceof Nat earlier && earlier.action() instanceof Dnat && earlier.netns().equals(nat.netns())
                    && takesAll(earlier.match(), ownAddress) && !isSeparate(earlier);
            if (rival) {
                entry.problem("a published port declared twice: " + other.id().name() + " comes first and takes every connection of "
                        + nat.id().name() + "; put the narrower one first or drop one");
                return;
            }
        }
    }

    private boolean isSeparate(Nat earlier) {
        return earlier.addresses().get(0).v6() != nat.addresses().get(0).v6() || !Collections.disjoint(earlier.claims(), nat.claims());
    }

    private boolean takesAll(NatMatch earlier, boolean ownAddress) {
        NatMatch later = nat.match();
        if (ownAddress && earlier.destination().isLocal() && !earlier.destination().negated()) {
            return new NatMatch(null, null, earlier.device(), earlier.protocol(), earlier.port()).covers(later);
        }
        return earlier.covers(later);
    }

    /** Whether it is an address of a declared interface of this namespace. */
    private boolean isOwn(AddressMatch destination) {
        if (destination.isLocal() || destination.negated()) {
            return false;
        }
        IpPrefix one = destination.network();
        for (InterfaceFacts made : all.interfaces(nat.netns())) {
            for (IpPrefix address : made.addresses()) {
                if (IpPrefix.single(address.address()).equals(one)) {
                    return true;
                }
            }
        }
        return false;
    }
}
