package topo.reconcilers.namespace;

import java.nio.file.Files;
import java.nio.file.LinkOption;
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
import topo.kernel.IntentLog;
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
    private final NamespaceIntents intents;
    /** Which one it was that a look found to be ours and not wanted, so that no other is deleted in its place. */
    private final Map<NetnsName, Long> unwanted = new HashMap<>();

    public NamespaceReconciler(Namespaces namespaces, RtnlSockets sockets, IntentLog intents) {
        this.namespaces = namespaces;
        this.sockets = sockets;
        this.intents = new NamespaceIntents(intents);
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
        tables.readAhead(candidates, (netns, here) -> here.links());
        unwanted.clear();
        Map<ResourceId, Observed<Namespace>> found = new HashMap<>();
        for (NetnsName name : candidates) {
            Link loopback = tables.of(name).link(LOOPBACK);
            Optional<Observed<Namespace>> seen = loopback == null ? noNamespace(look, name) : Optional.of(observe(look, name, loopback));
            seen.ifPresent(one -> {
                found.put(Namespace.id(name), one);
                if (one.isOurs()) {
                    look.alsoIn(name);
                    if (!look.desired().contains(Namespace.id(name))) {
                        unwanted.put(name, namespaces.identity(name));
                    }
                }
            });
        }
        return found;
    }

    /**
     * An empty file is what is left where a maker or a deleter was killed. One that we began with is ours; if the namespace is wanted, it
     * is about to be made there. Any other stands in the way, and may be somebody's who is just making one.
     */
    private Optional<Observed<Namespace>> noNamespace(Look look, NetnsName name) {
        boolean wanted = look.desired().contains(Namespace.id(name));
        boolean empty = namespaces.isEmptyFile(name);
        if (empty && intents.open(look.mark()).contains(name)) {
            return wanted ? Optional.empty() : Optional.of(Observed.ours(new Namespace(name, List.of(), false, false)));
        }
        String what = empty ? "an empty file in " + namespaces.folder() : "something else than a namespace in " + namespaces.folder();
        return wanted && Files.exists(namespaces.file(name), LinkOption.NOFOLLOW_LINKS)
                ? Optional.of(new Observed<>(Owner.NOBODY, null, what)) : Optional.empty();
    }

    private static Observed<Namespace> observe(Look look, NetnsName name, Link loopback) {
        Mark mark = look.mark();
        Owner owner = mark.ownerOf(loopback.alias(), 0);
        List<String> aliases = look.desired().get(Namespace.id(name)).map(wanted -> ((Namespace) wanted).aliases()).orElse(List.of());
        return new Observed<>(owner, new Namespace(name, aliases, loopback.isUp(), owner == Owner.OURS), "");
    }

    /** Made anew it has its mark and its {@code lo} up. */
    @Override
    public Optional<Namespace> restorable(Namespace observed) {
        return Optional.of(new Namespace(observed.name(), observed.aliases(), true, true));
    }

    @Override
    public Kept keep(List<Namespace> going, Mark mark) {
        return KeptNamespaces.of(namespaces, sockets, intents, mark, going);
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
        List<NetnsName> names = new ArrayList<>();
        gone.forEach(namespace -> names.add(namespace.name()));
        try {
            intents.begin(session.mark(), names);
        } catch (KernelException refused) {
            gone.forEach(namespace -> session.fail(namespace.id(), "delete " + namespace.title() + ": " + refused.getMessage()));
            return;
        }
        for (Namespace namespace : gone) {
            try {
                sockets.forget(namespace.name());
                delete(namespace, session);
            } catch (KernelException refused) {
                session.fail(namespace.id(), "delete " + namespace.title() + ": " + refused.getMessage());
            }
        }
        intents.end(session.mark(), over(names, session));
    }

    private void delete(Namespace namespace, Session session) {
        NetnsName name = namespace.name();
        boolean[] taken = {false};
        boolean gone = namespaces.delete(name, () -> {
            boolean ours = taken[0] ? isMarked(name, session.mark())
                    : !unwanted.containsKey(name) || unwanted.get(name) == namespaces.identity(name);
            taken[0] |= ours;
            return ours;
        });
        if (!gone && !taken[0]) {
            session.fail(namespace.id(), "delete " + namespace.title() + ": EBUSY: something else has taken its name meanwhile");
        }
    }

    /** For one that shows only when the one mounted over it is gone. */
    private boolean isMarked(NetnsName name, Mark mark) {
        sockets.forget(name);
        try {
            return sockets.get(name).flatMap(socket -> socket.links().stream().filter(link -> link.name().equals(LOOPBACK)).findFirst())
                    .filter(loopback -> mark.ownerOf(loopback.alias(), 0) == Owner.OURS).isPresent();
        } finally {
            sockets.forget(name);
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
        create(create, session);
        for (Namespace namespace : configure) {
            try {
                configure(sockets.require(namespace.name()), session.mark());
            } catch (KernelException refused) {
                session.fail(namespace.id(), refused.getMessage());
            }
        }
    }

    private void create(List<NetnsName> names, Session session) {
        if (names.isEmpty()) {
            return;
        }
        Mark mark = session.mark();
        Set<NetnsName> begun;
        try {
            begun = intents.open(mark);
            intents.begin(mark, names);
        } catch (KernelException refused) {
            names.forEach(name -> session.fail(Namespace.id(name), "create namespace " + name + ": " + refused.getMessage()));
            return;
        }
        sockets.create(names, begun, (name, socket) -> configure(socket, mark),
                (name, refused) -> session.fail(Namespace.id(name), "create namespace " + name + ": " + refused.getMessage()));
        intents.end(mark, over(names, session));
    }

    /** All but those that a failure may have left in between. */
    private List<NetnsName> over(List<NetnsName> names, Session session) {
        List<NetnsName> over = new ArrayList<>(names);
        over.removeIf(name -> session.hasFailed(Namespace.id(name)) && namespaces.isEmptyFile(name));
        return over;
    }

    private static void configure(RtnlSocket socket, Mark mark) {
        Batch batch = socket.batch();
        socket.changeLink(batch, LinkRequest.of(LOOPBACK_INDEX).up(true).alias(mark.alias()), "set lo up and mark it", refused -> {
            throw refused;
        });
        batch.flush();
    }
}
