package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import topo.api.Field;
import topo.api.InterfaceFacts;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.IpPrefix;
import topo.api.net.NetnsName;
import topo.kernel.netfilter.PortRange;
import topo.reconcilers.nat.NatAction.Backend;
import topo.reconcilers.nat.NatAction.Dnat;
import topo.reconcilers.nat.NatAction.Snat;

/**
 * One entry. What it applies to is its identity, so that a changed {@code to} is a change in place.
 *
 * @param around null until settled
 * @param found in an observed entry whose rules are not all in place, what is; null otherwise
 */
public record Nat(NetnsName netns, NatMatch match, NatAction action, NatSurroundings around, String found) implements NatResource {
    private static final String ROUTE = "route";
    /** A wider range claims itself only, not each of its ports. */
    private static final int MOST_CLAIMS = 1000;

    /** As a document declares it. */
    public Nat(NetnsName netns, NatMatch match, NatAction action) {
        this(netns, match, action, null, null);
    }

    Nat in(NatSurroundings surroundings) {
        return new Nat(netns, match, action, surroundings, found);
    }

    /** The same with only some of its rules in place. */
    Nat foundAs(String words) {
        return new Nat(netns, match, action, around, words);
    }

    @Override
    public ResourceId id() {
        return new ResourceId(KIND, netns, name());
    }

    private String name() {
        StringBuilder name = new StringBuilder(action.type());
        if (action instanceof Dnat) {
            name.append(' ').append(match.service()).append(" on ").append(match.destination());
        } else {
            name.append(match.source() == null ? "" : " " + match.source());
            name.append(match.destination() == null ? "" : " to " + match.destination());
            name.append(match.protocol() == null ? "" : " " + match.service());
        }
        if (match.device() != null) {
            name.append(action instanceof Dnat ? " from " : " via ").append(match.device());
        }
        return name.append(familyWord()).toString();
    }

    /** Two entries that differ in nothing but the family of {@code to} are two: a port can be published for both. */
    private String familyWord() {
        boolean matchTells = match.source() != null || match.destination() != null && !match.destination().isLocal();
        List<IpPrefix> named = matchTells ? List.of() : addresses();
        return !named.isEmpty() && named.get(0).v6() ? " (IPv6)" : "";
    }

    @Override
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("type", action.type()));
        add(fields, "source", match.source());
        add(fields, "destination", match.destination());
        add(fields, action instanceof Dnat ? "inInterface" : "outInterface", match.device());
        if (around != null && match.usesDefaultRoute()) {
            fields.add(new Field("defaultRoute", around.devices()));
        }
        add(fields, "protocol", match.protocol());
        add(fields, "port", match.port());
        if (action instanceof Snat snat) {
            fields.add(new Field("to", snat.first().equals(snat.last()) ? snat.first().toString() : snat.first() + "-" + snat.last()));
        } else if (action instanceof Dnat dnat) {
            fields.add(new Field("to", words(dnat.to())));
            fields.add(new Field("localOutput", dnat.localOutput()));
            fields.add(new Field("hairpin", dnat.hairpin()));
            if (around != null && dnat.hairpin()) {
                fields.add(new Field("hairpinFrom", words(new LinkedHashSet<>(around.segments()))));
            }
        }
        if (around != null) {
            fields.add(new Field("rules", found != null ? found : NatRules.count(this) + " in place"));
        }
        return fields;
    }

    private static void add(List<Field> fields, String name, Object value) {
        if (value != null) {
            fields.add(new Field(name, value.toString()));
        }
    }

    /** One as itself, several as a list. */
    private static Object words(Iterable<?> values) {
        List<String> words = new ArrayList<>();
        values.forEach(value -> words.add(value.toString()));
        return words.size() == 1 ? words.get(0) : words;
    }

    @Override
    public Set<ResourceId> dependsOn(Resources all) {
        if (!match.usesDefaultRoute()) {
            return namespaceOf(netns);
        }
        Set<ResourceId> needed = new LinkedHashSet<>(namespaceOf(netns));
        for (Resource other : all.all()) {
            ResourceId id = other.id();
            if (id.kind().equals(ROUTE) && id.netns().equals(netns) && id.name().startsWith("default")) {
                needed.add(id);
            }
        }
        return needed;
    }

    static Set<ResourceId> namespaceOf(NetnsName netns) {
        return netns.isHost() ? Set.of() : Set.of(new ResourceId("namespace", NetnsName.HOST, netns.value()));
    }

    /** The port on which the bridge of this namespace reaches a backend that itself may ask for the published port. */
    @Override
    public List<InterfaceFacts> hairpinPorts(Resources all) {
        return action instanceof Dnat dnat && dnat.hairpin() ? NatPorts.of(this, all) : List.of();
    }

    /** A published port is claimed port by port, so that ranges that overlap meet, in two topologies as well as in one. */
    @Override
    public Set<String> claims() {
        if (!(action instanceof Dnat) || match.port() == null) {
            return Set.of(id().toString());
        }
        PortRange ports = match.port();
        Set<String> claims = new LinkedHashSet<>();
        if (ports.count() > MOST_CLAIMS) {
            claims.add(claim(ports));
        } else {
            for (int port = ports.low(); port <= ports.high(); port++) {
                claims.add(claim(new PortRange(port, port)));
            }
        }
        return claims;
    }

    /** Connections that both would translate, as far as it can be told without the kernel: {@code @local} may be any single address. */
    @Override
    public boolean overlaps(Resource other) {
        if (!(other instanceof Nat that) || !netns.equals(that.netns) || !NatOverlap.ofFamilies(this, that)) {
            return false;
        }
        boolean published = action instanceof Dnat && that.action instanceof Dnat;
        boolean leaving = !(action instanceof Dnat) && !(that.action instanceof Dnat);
        return published ? NatOverlap.ofPublished(match, that.match) : leaving && NatOverlap.ofSources(match, that.match);
    }

    private String claim(PortRange ports) {
        return "published port " + match.protocol() + "/" + ports + " on " + match.destination()
                + (match.device() == null ? "" : " from " + match.device()) + familyWord() + netns.suffix();
    }

    /** The backends of a dnat, none of anything else. */
    List<Backend> backends() {
        return action instanceof Dnat dnat ? dnat.to() : List.of();
    }

    /** Every address that the entry itself names, from which its family follows. */
    List<IpPrefix> addresses() {
        List<IpPrefix> found = new ArrayList<>();
        if (match.source() != null && !match.source().isLocal()) {
            found.add(match.source().network());
        }
        if (match.destination() != null && !match.destination().isLocal()) {
            found.add(match.destination().network());
        }
        if (action instanceof Snat snat) {
            found.add(IpPrefix.single(snat.first()));
        }
        for (Backend backend : backends()) {
            found.add(IpPrefix.single(backend.address()));
        }
        return found;
    }
}
