package topo.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import topo.api.Change;
import topo.api.Mark;
import topo.api.ResourceId;
import topo.engine.Outlook;
import topo.engine.Pass;
import topo.engine.Place;
import topo.engine.Progress;
import topo.engine.Registered;
import topo.engine.Report;
import topo.engine.Scope;
import topo.store.TopologyRecord;

/** One pass over one topology, or over a part of it. For one use. */
final class Round {
    /** A chain of things that each disturb the next is as good as everything. */
    private static final int MOST_WIDENINGS = 4;

    private final List<Registered<?>> kinds;
    private final Version version;
    private final TopologyRecord record;
    private final BooleanSupplier stop;
    private Scope scope;
    private Outlook outlook;

    /**
     * What came of it.
     *
     * @param first what was found
     * @param report what was done about it; null if it was only looked at
     * @param withheld what was left alone for now, with the reason
     * @param last what was found after all was done, where something is still not as wanted; else null
     */
    record Result(Scope scope, Outlook first, Report report, Map<ResourceId, String> withheld, Outlook last) {}

    Round(List<Registered<?>> kinds, Version version, TopologyRecord record, BooleanSupplier stop) {
        this.kinds = kinds;
        this.version = version;
        this.record = record;
        this.stop = stop;
    }

    /**
     * Chooses what to look at, looks, and takes in what the changes that are needed would disturb. False if there is nothing of it
     * there.
     */
    boolean look(Request request) {
        boolean whole = request.whole() || !version.settled();
        scope = whole ? version.scopes().everything() : version.scopes().of(request.places());
        if (scope.isEmpty()) {
            return false;
        }
        outlook = observe();
        for (int widenings = 0; !scope.whole(); widenings++) {
            Optional<Scope> wider = version.scopes().widened(scope, outlook, kinds);
            if (wider.isEmpty()) {
                break;
            }
            scope = widenings < MOST_WIDENINGS ? wider.get() : version.scopes().everything();
            outlook = observe();
        }
        return true;
    }

    Scope scope() {
        return scope;
    }

    /** Looked at, and left as it is. */
    Result leave() {
        return new Result(scope, outlook, null, Map.of(), outlook);
    }

    /**
     * Makes it so.
     *
     * @param heldBack why a resource is not to be touched for now, or empty
     * @param contended whether somebody undoes what is mended of a resource; then one try has to do, for more would be undone too
     * @param beforeLook runs right before each further look
     */
    Result repair(Function<ResourceId, Optional<String>> heldBack, Predicate<ResourceId> contended, Runnable beforeLook) {
        Map<ResourceId, String> withheld = new LinkedHashMap<>();
        boolean fight = false;
        for (Change<?> change : outlook.plan().changes()) {
            fight |= contended.test(change.id());
            heldBack.apply(change.id()).ifPresent(reason -> withheld.put(change.id(), reason));
        }
        Pass.Rules rules = fight ? new Pass.Rules(false, true, withheld, 1) : new Pass.Rules(false, true, withheld);
        Pass pass = new Pass(kinds, rules, Progress.NONE, stop);
        Report report = pass.run(outlook, () -> {
            beforeLook.run();
            return scope.look(mark(), version.recorded(), record.memory(), !version.whole());
        });
        Outlook last = report.remaining().isEmpty() ? null : again();
        return new Result(scope, outlook, report, withheld, last);
    }

    private Outlook observe() {
        return new Pass(kinds, new Pass.Rules(false, true, Map.of()), Progress.NONE, stop)
                .observe(scope.look(mark(), version.recorded(), record.memory(), !version.whole()));
    }

    /** Null if it cannot be seen; the report says why then. */
    private Outlook again() {
        try {
            return observe();
        } catch (RuntimeException unseen) {
            return null;
        }
    }

    private Mark mark() {
        return new Mark(version.topology().name());
    }

    /** Where these resources are; empty if one of them is not wanted, so that only a look at everything finds it. */
    static Set<Place> places(List<ResourceId> ids, Version version) {
        Set<Place> places = new LinkedHashSet<>();
        for (ResourceId id : ids) {
            List<Place> found = new ArrayList<>();
            version.topology().resources().get(id).ifPresent(resource -> {
                resource.interfaces().forEach(made -> found.add(Place.link(made.netns(), made.name())));
                if (found.isEmpty()) {
                    resource.namespaces().forEach(netns -> found.add(Place.kinds(netns, Set.of(id.kind()))));
                }
            });
            if (found.isEmpty()) {
                return Set.of();
            }
            places.addAll(found);
        }
        return places;
    }
}
