package topo.reconcilers.namespace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topo.api.Change;
import topo.api.Kept;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.Survey;
import topo.api.Trace;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.netlink.Batch;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.LinkRequest;
import topo.kernel.rtnl.RtnlSocket;
import topo.kernel.rtnl.RtnlSockets;

/**
 * Namespaces by their files in {@code /run/netns}, owned by the alias of their {@code lo}. Looks first of all kinds, and so finds the marked
 * ones that nobody remembers and tells the look of them.
 *
 * <p>A namespace of our name that somebody deleted and made again has no mark: it is theirs, and a conflict.
 */
public final class NamespaceReconciler implements Reconciler<Namespace> {
    private static final String LOOPBACK = "lo";
    /** In a new namespace {@code lo} is the first link. */
    private static final int LOOPBACK_INDEX = 1;

    private final Namespaces namespaces;
    private final RtnlSockets sockets;

    public NamespaceReconciler(Namespaces namespaces, RtnlSockets sockets) {
        this.namespaces = namespaces;
        this.sockets = sockets;
    }

    @Override
    public Map<ResourceId, Observed<Namespace>> observe(Look look) {
        HostTables tables = look.shared(HostTables.class, () -> new HostTables(sockets));
        Set<NetnsName> present = namespaces.list();
        // Others' namespaces are looked into only when the record cannot tell which are ours.
        boolean search = look.isSearch();
        Set<NetnsName> absent = new HashSet<>(look.namespaces());
        absent.remove(NetnsName.HOST);
        Set<NetnsName> candidates = new HashSet<>(search ? present : absent);
        candidates.retainAll(present);
        absent.removeAll(present);
        tables.open(candidates, absent);
        Map<ResourceId, Observed<Namespace>> found = new HashMap<>();
        for (NetnsName name : candidates) {
            observe(look, tables, name).ifPresent(seen -> {
                found.put(Namespace.id(name), seen);
                if (seen.isOurs()) {
                    look.alsoIn(name);
                }
            });
        }
        return found;
    }

    private static Optional<Observed<Namespace>> observe(Look look, HostTables tables, NetnsName name) {
        Link loopback = tables.of(name).link(LOOPBACK);
        if (loopback == null) {
            return Optional.empty();
        }
        Mark mark = look.mark();
        Owner owner = mark.ownerOf(loopback.alias(), 0);
        List<String> aliases = look.desired().get(Namespace.id(name)).map(wanted -> ((Namespace) wanted).aliases()).orElse(List.of());
        return Optional.of(new Observed<>(owner, new Namespace(name, aliases, loopback.isUp(), owner == Owner.OURS), ""));
    }

    /** Made anew it has its mark and its {@code lo} up. */
    @Override
    public Optional<Namespace> restorable(Namespace observed) {
        return Optional.of(new Namespace(observed.name(), observed.aliases(), true, true));
    }

    @Override
    public Kept keep(List<Namespace> going, Mark mark) {
        return KeptNamespaces.of(namespaces, sockets, going);
    }

    @Override
    public List<Trace> traces(Survey survey) {
        HostTables tables = survey.shared(HostTables.class, () -> new HostTables(sockets));
        tables.open(survey.named(), Set.of());
        List<Trace> traces = new ArrayList<>();
        for (NetnsName name : survey.named()) {
            Link loopback = tables.of(name).link(LOOPBACK);
            Optional<Mark> mark = loopback == null ? Optional.empty() : Mark.ofLink(loopback.alias(), 0);
            mark.ifPresent(owner -> {
                traces.add(new Trace(Namespace.id(name), "alias " + owner.alias() + " of lo", owner));
                survey.isOwned(name);
            });
        }
        return traces;
    }

    @Override
    public void delete(List<Namespace> gone, Session session) {
        for (Namespace namespace : gone) {
            try {
                sockets.forget(namespace.name());
                namespaces.delete(namespace.name());
            } catch (KernelException refused) {
                session.fail(namespace.id(), "delete " + namespace.title() + ": " + refused.getMessage());
            }
        }
    }

    @Override
    public void apply(List<Change<Namespace>> changes, Session session) {
        List<NetnsName> create = new ArrayList<>();
        List<Namespace> configure = new ArrayList<>();
        for (Change<Namespace> change : changes) {
            Namespace wanted = change.wanted().orElseThrow();
            if (change instanceof Change.Create || change instanceof Change.Replace) {
                create.add(wanted.name());
            } else {
                configure.add(wanted);
            }
        }
        sockets.create(create, (name, socket) -> configure(socket, session.mark()), (name, refused) ->
                session.fail(Namespace.id(name), "create namespace " + name + ": " + refused.getMessage()));
        for (Namespace namespace : configure) {
            try {
                configure(sockets.require(namespace.name()), session.mark());
            } catch (KernelException refused) {
                session.fail(namespace.id(), refused.getMessage());
            }
        }
    }

    private static void configure(RtnlSocket socket, Mark mark) {
        Batch batch = socket.batch();
        socket.changeLink(batch, LinkRequest.of(LOOPBACK_INDEX).up(true).alias(mark.alias()), "set lo up and mark it", refused -> {
            throw refused;
        });
        batch.flush();
    }
}
