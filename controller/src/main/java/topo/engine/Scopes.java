package topo.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topo.api.Change;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.net.NetnsName;

/** Chooses the parts of one version of a topology. Made once a version, as it works out who needs whom. Immutable. */
public final class Scopes {
    private final Resources all;
    private final List<Resource> inOrder;
    private final Map<ResourceId, Integer> positions = new HashMap<>();
    private final Map<NetnsName, List<Integer>> byNamespace = new HashMap<>();
    private final Map<String, List<Integer>> company = new HashMap<>();
    private final Dependencies dependencies;

    public Scopes(Resources all) {
        this.all = all;
        this.inOrder = List.copyOf(all.all());
        this.dependencies = new Dependencies(all);
        for (int position = 0; position < inOrder.size(); position++) {
            Resource resource = inOrder.get(position);
            positions.put(resource.id(), position);
            for (NetnsName netns : resource.namespaces()) {
                byNamespace.computeIfAbsent(netns, n -> new ArrayList<>()).add(position);
            }
            company.computeIfAbsent(companyOf(resource), c -> new ArrayList<>()).add(position);
        }
    }

    /**
     * What is written as a whole: the rules of one namespace, the cgroups of a topology. Interfaces and namespaces are written one by one,
     * so each is a company of its own.
     */
    private static String companyOf(Resource resource) {
        ResourceId id = resource.id();
        boolean single = id.kind().equals(Differ.NAMESPACE) || !resource.interfaces().isEmpty();
        return single ? id.toString() : id.kind() + "/" + id.netns().value();
    }

    public Scope everything() {
        return Scope.everything(all);
    }

    /** Whether anything of the topology reaches into this namespace. */
    public boolean reaches(NetnsName netns) {
        return byNamespace.containsKey(netns);
    }

    /** The resources that these changes of the host may have touched. */
    public Scope of(Set<Place> places) {
        BitSet chosen = new BitSet();
        for (Place place : places) {
            if (place.link().isEmpty()) {
                for (int position : byNamespace.getOrDefault(place.netns(), List.of())) {
                    if (place.concerns(inOrder.get(position))) {
                        choose(position, chosen);
                    }
                }
            } else {
                all.makerOf(place.netns(), place.link()).ifPresent(maker -> chooseLink(maker, place.netns(), chosen));
            }
        }
        return scope(chosen, places);
    }

    /** With a link that goes down the kernel drops routes of its namespace, and says nothing of it. */
    private void chooseLink(Resource maker, NetnsName netns, BitSet chosen) {
        choose(positions.get(maker.id()), chosen);
        Set<NetnsName> here = Set.of(netns);
        ArrayDeque<ResourceId> open = new ArrayDeque<>(dependencies.neededBy(maker.id()));
        for (ResourceId id = open.poll(); id != null; id = open.poll()) {
            int position = positions.get(id);
            if (inOrder.get(position).namespaces().equals(here) && choose(position, chosen)) {
                open.addAll(dependencies.neededBy(id));
            }
        }
    }

    private boolean choose(int position, BitSet chosen) {
        if (chosen.get(position)) {
            return false;
        }
        company.get(companyOf(inOrder.get(position))).forEach(chosen::set);
        return true;
    }

    /** A scope with these resources as well. */
    public Scope with(Scope scope, Collection<ResourceId> more) {
        BitSet chosen = positions(scope);
        for (ResourceId id : more) {
            Integer position = positions.get(id);
            if (position != null) {
                choose(position, chosen);
            }
        }
        return scope(chosen, scope.places());
    }

    /**
     * The scope with all that depends on what is about to be made, replaced or disturbed, as the kernel may have dropped that or is going
     * to; empty if it is all inside already.
     */
    public Optional<Scope> widened(Scope scope, Outlook outlook, List<Registered<?>> kinds) {
        BitSet chosen = positions(scope);
        int before = chosen.cardinality();
        Set<ResourceId> seen = new LinkedHashSet<>();
        ArrayDeque<ResourceId> open = new ArrayDeque<>();
        for (Change<?> change : outlook.plan().changes()) {
            if (change instanceof Change.Create || change instanceof Change.Replace || Collateral.disrupts(kinds, change)) {
                open.add(change.id());
            }
        }
        for (ResourceId id = open.poll(); id != null; id = open.poll()) {
            if (seen.add(id)) {
                for (ResourceId dependent : dependencies.neededBy(id)) {
                    choose(positions.get(dependent), chosen);
                    open.add(dependent);
                }
            }
        }
        return chosen.cardinality() == before ? Optional.empty() : Optional.of(scope(chosen, scope.places()));
    }

    private BitSet positions(Scope scope) {
        BitSet chosen = new BitSet();
        for (Resource resource : scope.part().all()) {
            chosen.set(positions.get(resource.id()));
        }
        return chosen;
    }

    private Scope scope(BitSet chosen, Set<Place> places) {
        List<Resource> part = new ArrayList<>(chosen.cardinality());
        chosen.stream().forEach(position -> part.add(inOrder.get(position)));
        return new Scope(new Resources(part), all, places, false);
    }
}
