package topo.reconcilers.nat;

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
import topo.kernel.netfilter.Iptables;

/**
 * Entries under {@code nat}. All their rules are in chains of the topology's own, one for each built-in chain that they need, in the
 * order of the document. Everything can be changed in place, and a rule that stays is not written again.
 */
public final class NatReconciler implements Reconciler<NatResource> {
    private final NatTables tables;
    private final DefaultRoute defaultRoute;

    public NatReconciler(Iptables iptables, DefaultRoute defaultRoute) {
        this.tables = new NatTables(iptables);
        this.defaultRoute = defaultRoute;
    }

    @Override
    public Map<ResourceId, Observed<NatResource>> observe(Look look) {
        Map<ResourceId, Observed<NatResource>> found = new NatObserver(tables, look, scene(look)).observe();
        found.putAll(new NatRivals(tables, look).find());
        return found;
    }

    @Override
    public List<Trace> traces(Survey survey) {
        return new NatTraces(tables).find(survey);
    }

    @Override
    public NatResource settle(NatResource desired, NatResource observed, Look look) {
        return desired instanceof Nat nat ? scene(look).settle(nat) : desired;
    }

    @Override
    public Optional<NatResource> restorable(NatResource observed) {
        return observed instanceof Nat nat ? Optional.of(nat.foundAs(null)) : Optional.empty();
    }

    private NatScene scene(Look look) {
        return look.shared(NatScene.class, () -> new NatScene(look, defaultRoute, tables.supported()));
    }

    @Override
    public void delete(List<NatResource> gone, Session session) {
        new NatWriter(tables, session).delete(gone);
    }

    @Override
    public void apply(List<Change<NatResource>> changes, Session session) {
        new NatWriter(tables, session).apply(changes);
    }
}
