package topo.reconcilers.veth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.ResourceId;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceObserver;

/** One look's veth pairs: puts ends together and finds which wanted pair each of them is. For one use. */
final class VethObserver {
    private final Look look;
    private final HostTables tables;
    private final InterfaceObserver interfaces;
    /** Candidates for the other end of (index, parent): those whose (parent, index) it is. */
    private final Map<Link, End> ends = new IdentityHashMap<>();
    private final Map<Long, List<End>> byIndexes = new HashMap<>();
    private final List<End> ours = new ArrayList<>();
    private final Set<End> used = new HashSet<>();

    /** By its address in memory: {@code ends} has one object for a link. */
    private static final class End {
        private final NetnsName netns;
        private final Link link;

        End(NetnsName netns, Link link) {
            this.netns = netns;
            this.link = link;
        }

        NetnsName netns() {
            return netns;
        }

        Link link() {
            return link;
        }

        long key() {
            return (long) link.index() << 32 | link.parent() & 0xffffffffL;
        }

        long peerKey() {
            return (long) link.parent() << 32 | link.index() & 0xffffffffL;
        }
    }

    VethObserver(Look look, HostTables tables) {
        this.look = look;
        this.tables = tables;
        this.interfaces = new InterfaceObserver(tables, look.mark());
    }

    Map<ResourceId, Observed<Veth>> observe() {
        for (NetnsName netns : look.namespaces()) {
            for (Link link : tables.of(netns).links().values()) {
                if (link.kind().equals("veth")) {
                    End end = new End(netns, link);
                    ends.put(link, end);
                    byIndexes.computeIfAbsent(end.key(), k -> new ArrayList<>(1)).add(end);
                    if (owner(link) == Owner.OURS) {
                        ours.add(end);
                    }
                }
            }
        }
        if (tables.areMany(look.namespaces())) {
            readAhead();
        }
        Map<ResourceId, Observed<Veth>> found = new LinkedHashMap<>();
        for (Veth wanted : look.desired().of(Veth.class)) {
            Observed<Veth> seen = find(wanted);
            if (seen != null) {
                found.put(wanted.id(), seen);
            }
        }
        leftOvers(found);
        return found;
    }

    private void readAhead() {
        List<Interface> wanted = new ArrayList<>();
        for (Veth veth : look.desired().of(Veth.class)) {
            wanted.add(veth.first());
            wanted.add(veth.second());
        }
        interfaces.readAhead(wanted);
    }

    private Owner owner(Link link) {
        return look.mark().ownerOf(link.alias(), link.group());
    }

    /** The pair that is, or was, the wanted one; or what stands in its way; or null. */
    private Observed<Veth> find(Veth wanted) {
        Link first = tables.of(wanted.first().netns()).link(wanted.first().name());
        Link second = tables.of(wanted.second().netns()).link(wanted.second().name());
        Observed<Veth> obstacle = obstacle(first);
        obstacle = obstacle != null ? obstacle : obstacle(second);
        if (obstacle != null && !(isPair(wanted, first, second))) {
            return obstacle;
        }
        if (first != null && first.kind().equals("veth")) {
            End end = ends.get(first);
            End other = second != null && isPair(wanted, first, second) ? ends.get(second) : peer(end);
            return used.contains(end) ? null : pair(wanted, end, other, true);
        }
        if (second != null && second.kind().equals("veth")) {
            End end = ends.get(second);
            return used.contains(end) ? null : pair(wanted, end, peer(end), false);
        }
        return null;
    }

    private boolean isPair(Veth wanted, Link first, Link second) {
        return first != null && second != null && first.kind().equals("veth") && second.kind().equals("veth")
                && tables.arePeers(wanted.first().netns(), first, wanted.second().netns(), second);
    }

    /** A link of that name which is not ours. One of ours of another kind is no obstacle: it is deleted first. */
    private Observed<Veth> obstacle(Link link) {
        if (link == null || owner(link) == Owner.OURS) {
            return null;
        }
        String what = link.kind().equals("veth") ? "an end of another veth pair" : link.kind().isEmpty() ? "an interface" : "a " + link.kind() + " link";
        return new Observed<>(owner(link), null, what);
    }

    private Observed<Veth> pair(Veth wanted, End end, End other, boolean endIsFirst) {
        used.add(end);
        if (other != null) {
            used.add(other);
        }
        Interface here = interfaces.observe(end.netns(), end.link(), endIsFirst ? wanted.first() : wanted.second());
        Interface there = other == null ? elsewhere() : interfaces.observe(other.netns(), other.link(), endIsFirst ? wanted.second() : wanted.first());
        Veth seen = new Veth(wanted.id(), endIsFirst ? here : there, endIsFirst ? there : here);
        Owner owner = owner(end.link());
        if (owner != Owner.OURS && other != null && owner(other.link()) == Owner.OURS) {
            owner = Owner.OURS;
        }
        return new Observed<>(owner, seen, "");
    }

    private End peer(End end) {
        for (End candidate : byIndexes.getOrDefault(end.peerKey(), List.of())) {
            if (candidate != end && tables.arePeers(end.netns(), end.link(), candidate.netns(), candidate.link())) {
                return candidate;
            }
        }
        return null;
    }

    private void leftOvers(Map<ResourceId, Observed<Veth>> found) {
        for (End end : ours) {
            if (!used.add(end)) {
                continue;
            }
            End other = peer(end);
            Interface here = interfaces.observe(end.netns(), end.link(), null);
            Interface there = other == null || !used.add(other) ? elsewhere() : interfaces.observe(other.netns(), other.link(), null);
            boolean swapped = look.recorded().contains(Veth.id(there)) && !look.recorded().contains(Veth.id(here));
            Veth seen = swapped ? new Veth(Veth.id(there), there, here) : new Veth(Veth.id(here), here, there);
            if (found.containsKey(seen.id())) {
                // Its name is that of a wanted pair that was found elsewhere.
                seen = new Veth(new ResourceId(Veth.KIND, seen.id().netns(), seen.id().name() + "~" + end.link().index()), seen.first(), seen.second());
            }
            found.put(seen.id(), Observed.ours(seen));
        }
    }

    private static Interface elsewhere() {
        return new Interface(Veth.ELSEWHERE, "?", List.of(), null, null, true, null, null, true);
    }
}
