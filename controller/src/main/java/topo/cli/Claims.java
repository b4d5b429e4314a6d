package topo.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Plan;
import topo.api.Resource;
import topo.api.Topology;

/** What the remembered topologies have for themselves, against what new documents want. */
final class Claims {
    private final Registry registry;

    Claims(Registry registry) {
        this.registry = registry;
    }

    /**
     * Empty if no document claims what a topology has that is not among them; else the outcome of each document, with its conflicts.
     * Documents that clash with each other were refused when they were read.
     */
    List<Outcome> clashes(List<Topology> documents) {
        Map<String, String> owners = owners(documents);
        List<Outcome> outcomes = new ArrayList<>();
        boolean any = false;
        for (Topology document : documents) {
            List<Plan.Conflict> conflicts = owners.isEmpty() ? List.of() : conflicts(document, owners);
            any |= !conflicts.isEmpty();
            outcomes.add(Outcome.planned(document.name(), new Plan(List.of(), conflicts)));
        }
        return any ? outcomes : List.of();
    }

    private Map<String, String> owners(List<Topology> documents) {
        Set<String> names = new HashSet<>();
        for (Topology document : documents) {
            names.add(document.name());
        }
        Map<String, String> owners = new HashMap<>();
        for (String name : registry.names()) {
            if (!names.contains(name)) {
                registry.wanted(name).ifPresent(other -> add(other, owners));
            }
        }
        return owners;
    }

    private static void add(Topology topology, Map<String, String> owners) {
        for (Resource resource : topology.resources().all()) {
            for (String claim : resource.claims()) {
                owners.put(claim, topology.name());
            }
        }
    }

    private static List<Plan.Conflict> conflicts(Topology topology, Map<String, String> owners) {
        List<Plan.Conflict> conflicts = new ArrayList<>();
        for (Resource resource : topology.resources().all()) {
            for (String claim : resource.claims()) {
                String owner = owners.get(claim);
                if (owner != null) {
                    String what = claim.equals(resource.id().toString()) ? "" : claim + " ";
                    conflicts.add(new Plan.Conflict(resource.id(),
                            what + "belongs to topology " + owner + "; destroy that one or rename this one"));
                }
            }
        }
        return conflicts;
    }
}
