package topo.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import topo.api.Mark;
import topo.api.Plan;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Topology;
import topo.api.net.NetnsName;

/**
 * What the remembered topologies have for themselves, against what new documents want: what they declare, and what earlier versions of them
 * may still have in the kernel.
 */
final class Claims {
    private final Registry registry;
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, List<Owned>> neighbours = new HashMap<>();

    private record Owned(String topology, Resource resource) {}

    Claims(Registry registry) {
        this.registry = registry;
    }

    /**
     * Empty if no document claims what a topology has that is not among them; else the outcome of each document, with its conflicts.
     * Documents that clash with each other were refused when they were read. To be called once.
     */
    List<Outcome> clashes(List<Topology> documents) {
        Set<String> names = new HashSet<>();
        documents.forEach(document -> names.add(document.name()));
        List<String> others = new ArrayList<>(registry.names());
        others.removeAll(names);
        others.forEach(this::add);
        List<Outcome> outcomes = new ArrayList<>();
        boolean any = false;
        for (Topology document : documents) {
            List<Plan.Conflict> conflicts = new ArrayList<>();
            List<String> rivals = new ArrayList<>(others);
            names.stream().filter(name -> !name.equals(document.name())).forEach(rivals::add);
            twinOf(document.name(), rivals).ifPresent(twin -> conflicts.add(likeness(document.name(), twin)));
            addConflicts(document, conflicts);
            any |= !conflicts.isEmpty();
            outcomes.add(Outcome.planned(document.name(), new Plan(List.of(), conflicts)));
        }
        return any ? outcomes : List.of();
    }

    /** The one of these names whose marks, where they hold a hash only, cannot be told from those of this one. */
    static Optional<String> twinOf(String name, List<String> others) {
        Mark mark = new Mark(name);
        return others.stream().filter(other -> !other.equals(name) && mark.isLike(new Mark(other))).findFirst();
    }

    private static Plan.Conflict likeness(String name, String twin) {
        return new Plan.Conflict(new ResourceId("topology", NetnsName.HOST, name), "by chance its name has the same hash (0x"
                + Integer.toHexString(new Mark(name).group()) + ") as that of topology " + twin
                + ", so that their things could not be told apart in the kernel; rename this one");
    }

    private void add(String topology) {
        for (Resource resource : registry.remembered(topology).all()) {
            resource.claims().forEach(claim -> owners.put(claim, topology));
            neighbours.computeIfAbsent(place(resource.id()), p -> new ArrayList<>()).add(new Owned(topology, resource));
        }
    }

    private static String place(ResourceId id) {
        return id.kind() + id.netns().suffix();
    }

    private void addConflicts(Topology topology, List<Plan.Conflict> conflicts) {
        for (Resource resource : owners.isEmpty() ? List.<Resource>of() : topology.resources().all()) {
            Map<String, String> found = new LinkedHashMap<>();
            for (String claim : resource.claims()) {
                String owner = owners.get(claim);
                if (owner != null) {
                    found.put(claim, owner);
                }
            }
            if (found.isEmpty()) {
                overlap(resource).ifPresent(other -> found.put("what it shares with " + other.resource().id(), other.topology()));
            }
            found.forEach((claim, owner) -> {
                String what = claim.equals(resource.id().toString()) ? "" : claim + " ";
                conflicts.add(new Plan.Conflict(resource.id(),
                        what + "belongs to topology " + owner + "; destroy that one or rename this one"));
            });
        }
    }

    private Optional<Owned> overlap(Resource resource) {
        for (Owned other : neighbours.getOrDefault(place(resource.id()), List.of())) {
            if (resource.overlaps(other.resource())) {
                return Optional.of(other);
            }
        }
        return Optional.empty();
    }
}
