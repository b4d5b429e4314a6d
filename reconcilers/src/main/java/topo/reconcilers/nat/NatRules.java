package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import topo.api.net.IpPrefix;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.PortRange;
import topo.kernel.netfilter.Rule;
import topo.kernel.netfilter.RuleBody;
import topo.kernel.netfilter.RuleText;
import topo.reconcilers.nat.NatAction.Backend;
import topo.reconcilers.nat.NatAction.Dnat;
import topo.reconcilers.nat.NatAction.Masquerade;
import topo.reconcilers.nat.NatAction.Snat;

/**
 * The rules of one settled entry, in order. The nat table is asked only for the first packet of a connection; the kernel's connection
 * tracking translates the rest and the answers.
 *
 * <p>A dnat takes effect in PREROUTING for what comes in and in OUTPUT for what the namespace itself sends; 127.0.0.0/8 and ::1 are left
 * out there, so that services on the loopback address stay reachable, and because a packet with such a source may not leave the host.
 * Two sorts of connection need another source as well, or the answers would go astray: those from the backend's own segment, which
 * it would answer directly and not through us (hairpin); and those from the namespace itself, whose source is the published address,
 * which a backend without a route to it could not answer.
 */
final class NatRules {
    private static final IpPrefix LOOPBACK4 = IpPrefix.parse("127.0.0.0/8");
    private static final IpPrefix LOOPBACK6 = IpPrefix.parse("::1/128");
    private static final String LOOPBACK_DEVICE = "lo";

    private final Nat nat;
    private final NatMarks marks;
    private final String entry;
    private final IpFamily family;
    private final List<NatRule> rules;

    private NatRules(Nat nat, NatMarks marks, IpFamily family, List<NatRule> rules) {
        this.nat = nat;
        this.marks = marks;
        this.entry = NatMarks.entry(nat.id());
        this.family = family;
        this.rules = rules;
    }

    static List<NatRule> of(Nat nat, NatMarks marks) {
        List<NatRule> rules = new ArrayList<>();
        for (IpFamily family : nat.around().families()) {
            // Of rules found for a default route, the device is known only in the families that they were found in.
            if (!nat.match().usesDefaultRoute() || nat.around().device(family) != null) {
                new NatRules(nat, marks, family, rules).addAll();
            }
        }
        return rules;
    }

    static int count(Nat nat) {
        return of(nat, new NatMarks("", "")).size();
    }

    private void addAll() {
        if (nat.action() instanceof Dnat dnat) {
            destinationNat(dnat);
        } else if (nat.action() instanceof Snat snat) {
            add(NatChain.POSTROUTING, leaving().sourceNat(snat.first(), snat.last()));
        } else if (nat.action() instanceof Masquerade) {
            add(NatChain.POSTROUTING, leaving().masquerade());
        }
    }

    private RuleText leaving() {
        NatMatch match = nat.match();
        RuleText text = new RuleText(family);
        if (match.source() != null) {
            text.source(match.source().network(), match.source().negated());
        }
        if (match.destination() != null) {
            text.destination(match.destination().network(), match.destination().negated());
        }
        if (match.device() != null) {
            text.outInterface(device(), match.device().negated());
        }
        return service(text, match.port());
    }

    private RuleText service(RuleText text, PortRange ports) {
        if (nat.match().protocol() != null) {
            text.protocol(nat.match().protocol());
            if (ports != null) {
                text.destinationPorts(nat.match().protocol(), ports);
            }
        }
        return text;
    }

    private void destinationNat(Dnat dnat) {
        InterfaceMatch device = nat.match().device();
        balance(dnat.to(), NatChain.PREROUTING, () -> {
            RuleText text = new RuleText(family);
            return device == null ? text : text.inInterface(device(), device.negated());
        });
        if (dnat.hairpin() && device != null && !device.negated()) {
            // The backend and its neighbours come in by another interface than the one that the entry names.
            for (IpPrefix segment : new LinkedHashSet<>(nat.around().segments())) {
                balance(dnat.to(), NatChain.PREROUTING, () -> new RuleText(family).source(segment, false));
            }
        }
        if (dnat.localOutput()) {
            balance(dnat.to(), NatChain.OUTPUT, () -> {
                RuleText text = new RuleText(family);
                return nat.match().destination().isLocal() ? text.destination(family.v6() ? LOOPBACK6 : LOOPBACK4, true) : text;
            });
        }
        for (int i = 0; i < dnat.to().size(); i++) {
            answers(dnat, dnat.to().get(i), nat.around().segments().get(i));
        }
    }

    /** How a rule begins; called anew for each. */
    private interface Start {
        RuleText get();
    }

    /**
     * One rule a backend. The rules are tried in turn, so each takes its share of what those before it have left; the last takes the rest.
     */
    private void balance(List<Backend> backends, NatChain chain, Start start) {
        long left = 0;
        for (Backend backend : backends) {
            left += backend.weight();
        }
        for (Backend backend : backends) {
            RuleText text = start.get();
            AddressMatch destination = nat.match().destination();
            if (destination.isLocal()) {
                text.destinationIsLocal(destination.negated());
            } else {
                text.destination(destination.network(), destination.negated());
            }
            service(text, nat.match().port()).probability(backend.weight(), left);
            left -= backend.weight();
            add(chain, target(text, backend));
        }
    }

    private RuleBody target(RuleText text, Backend backend) {
        PortRange published = nat.match().port();
        PortRange ports = backend.ports();
        if (ports == null || ports.equals(published)) {
            return text.destinationNat(backend.address(), null);
        }
        return ports.count() == 1 ? text.destinationNat(backend.address(), ports)
                : text.destinationNatShifted(backend.address(), ports, published.low());
    }

    private void answers(Dnat dnat, Backend backend, IpPrefix segment) {
        IpPrefix address = IpPrefix.single(backend.address());
        PortRange ports = backend.ports() == null ? nat.match().port() : backend.ports();
        if (dnat.hairpin()) {
            RuleText text = new RuleText(family).source(segment, false).destination(address, false);
            add(NatChain.POSTROUTING, service(text, ports).destinationWasTranslated().masquerade());
        }
        if (dnat.localOutput()) {
            // A backend in this very namespace is reached by lo, where there may be no address to masquerade with.
            RuleText text = new RuleText(family).destination(address, false).outInterface(LOOPBACK_DEVICE, true);
            add(NatChain.POSTROUTING, service(text, ports).sourceIsLocal().destinationWasTranslated().masquerade());
        }
    }

    private String device() {
        InterfaceMatch device = nat.match().device();
        return device.isDefaultRoute() ? nat.around().device(family) : device.name();
    }

    private void add(NatChain chain, RuleBody body) {
        String lookedUp = nat.match().usesDefaultRoute() ? nat.around().device(family) : null;
        rules.add(new NatRule(family, chain, new Rule(marks.comment(entry, body.toString(), lookedUp), body)));
    }
}
