package topo.reconcilers.nat;

import java.util.List;
import java.util.Objects;
import topo.api.net.IpPrefix;

/** Whether entries of two topologies apply to some connection both. In doubt they do, but for negated parts, which are too wide to tell. */
final class NatOverlap {
    private NatOverlap() {}

    static boolean ofFamilies(Nat a, Nat b) {
        List<IpPrefix> of = a.addresses();
        List<IpPrefix> other = b.addresses();
        return of.isEmpty() || other.isEmpty() || of.get(0).v6() == other.get(0).v6();
    }

    /** The same protocol, port and address. */
    static boolean ofPublished(NatMatch a, NatMatch b) {
        boolean protocols = a.protocol() == null || b.protocol() == null || a.protocol() == b.protocol();
        boolean ports = a.port() == null || b.port() == null || a.port().overlaps(b.port());
        return protocols && ports && destinations(a.destination(), b.destination()) && devices(a.device(), b.device());
    }

    /** The same source (an entry without one takes all, and is not meant for another topology's), leaving by the same interface. */
    static boolean ofSources(NatMatch a, NatMatch b) {
        return a.source() != null && Objects.equals(a.source(), b.source()) && devices(a.device(), b.device())
                && (a.destination() == null || b.destination() == null || a.destination().equals(b.destination()));
    }

    private static boolean destinations(AddressMatch a, AddressMatch b) {
        if (a.negated() || b.negated()) {
            return a.equals(b);
        }
        if (a.isLocal() || b.isLocal()) {
            return a.isLocal() && b.isLocal() || isSingle(a.isLocal() ? b : a);
        }
        return a.covers(b) || b.covers(a);
    }

    private static boolean isSingle(AddressMatch match) {
        return match.network().length() == match.network().address().bits();
    }

    private static boolean devices(InterfaceMatch a, InterfaceMatch b) {
        boolean open = a == null || b == null || a.isDefaultRoute() || b.isDefaultRoute();
        return open || (a.negated() == b.negated() ? a.negated() || a.name().equals(b.name()) : !a.name().equals(b.name()));
    }
}
