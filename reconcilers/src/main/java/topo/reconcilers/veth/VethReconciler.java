package topo.reconcilers.veth;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.Change;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Session;
import topo.api.Survey;
import topo.api.Trace;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.RtnlSockets;
import topo.reconcilers.link.HairpinPorts;
import topo.reconcilers.link.Interface;
import topo.reconcilers.link.InterfaceWriter;
import topo.reconcilers.link.LinkRemover;
import topo.reconcilers.link.LinkTraces;

/** Veth pairs: made by one request with both ends in their places, changed and moved in place, deleted by either end. */
public final class VethReconciler implements Reconciler<Veth> {
    private static final int ETHERNET_MTU = 1500;

    private final RtnlSockets sockets;

    public VethReconciler(RtnlSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public Map<ResourceId, Observed<Veth>> observe(Look look) {
        return new VethObserver(look, look.shared(HostTables.class, () -> new HostTables(sockets))).observe();
    }

    @Override
    public List<Trace> traces(Survey survey) {
        return LinkTraces.of(survey, sockets, Veth.KIND);
    }

    @Override
    public Veth settle(Veth desired, Veth observed, Look look) {
        HairpinPorts ports = look.shared(HairpinPorts.class, () -> HairpinPorts.of(look.all()));
        return new Veth(desired.id(), ports.settle(desired.first()).settle(observed == null ? null : observed.first(), ETHERNET_MTU),
                ports.settle(desired.second()).settle(observed == null ? null : observed.second(), ETHERNET_MTU));
    }

    @Override
    public Optional<Veth> restorable(Veth observed) {
        return observed.isTorn() ? Optional.empty()
                : Optional.of(new Veth(observed.id(), observed.first().restorable(), observed.second().restorable()));
    }

    @Override
    public Optional<String> replacement(Veth from, Veth to) {
        return from.isTorn() ? Optional.of("its other end has left for a namespace that this topology does not know") : Optional.empty();
    }

    @Override
    public boolean disrupts(Change<Veth> change) {
        return change instanceof Change.Replace || change instanceof Change.Update<Veth> update
                && (update.to().first().disrupts(update.from().first()) || update.to().second().disrupts(update.from().second()));
    }

    /** By the first end that is in a namespace that stays; if both go with their namespaces, the kernel deletes the pair with those. */
    @Override
    public void delete(List<Veth> gone, Session session) {
        LinkRemover remover = new LinkRemover(sockets, "veth");
        for (Veth veth : gone) {
            Interface end = session.isGoing(veth.first().netns()) || veth.first().netns().equals(Veth.ELSEWHERE) ? veth.second() : veth.first();
            if (!end.netns().equals(Veth.ELSEWHERE)) {
                remover.add(veth.id(), end.netns(), end.name());
            }
        }
        remover.remove(session);
    }

    @Override
    public void apply(List<Change<Veth>> changes, Session session) {
        List<InterfaceWriter.Target> targets = new ArrayList<>();
        VethMaker maker = new VethMaker(sockets, session);
        VethMover mover = new VethMover(sockets, session);
        for (Change<Veth> change : changes) {
            Veth wanted = change.wanted().orElseThrow();
            if (change instanceof Change.Create || change instanceof Change.Replace) {
                maker.add(wanted);
            } else {
                Veth from = change instanceof Change.Update<Veth> update ? update.from() : null;
                targets.add(mover.add(wanted.id(), from == null ? null : from.first(), wanted.first()));
                targets.add(mover.add(wanted.id(), from == null ? null : from.second(), wanted.second()));
            }
        }
        mover.move();
        targets.addAll(maker.make());
        targets.removeIf(target -> session.hasFailed(target.id()));
        new InterfaceWriter(sockets).configure(targets, session);
    }
}
