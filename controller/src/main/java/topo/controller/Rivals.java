package topo.controller;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Resource;
import topo.api.Topology;

/** What topologies claim for themselves: one thing, one owner. */
final class Rivals {
    private final Map<String, Topology> remembered = new HashMap<>();
    private final Map<String, String> owners = new HashMap<>();

    Rivals(List<Topology> remembered) {
        remembered.forEach(topology -> this.remembered.put(topology.name(), topology));
    }

    /** Takes those out of {@code wanted} that claim what another has, and says so. */
    void refuse(List<Sources.Found> wanted, Map<String, Sources.Problem> problems) {
        Set<String> replaced = new HashSet<>();
        wanted.forEach(one -> replaced.add(one.topology().name()));
        remembered.values().stream().filter(topology -> !replaced.contains(topology.name())).forEach(this::add);
        List<Sources.Found> good = new ArrayList<>();
        for (Sources.Found one : wanted) {
            String problem = problem(one);
            if (problem.isEmpty()) {
                good.add(one);
                add(one.topology());
            } else {
                problems.put(one.topology().name(), Sources.Problem.with(List.of(one), problem));
                // Its last good version goes on, with what that one has.
                if (remembered.containsKey(one.topology().name())) {
                    add(remembered.get(one.topology().name()));
                }
            }
        }
        wanted.retainAll(good);
    }

    private void add(Topology topology) {
        for (Resource resource : topology.resources().all()) {
            resource.claims().forEach(claim -> owners.putIfAbsent(claim, topology.name()));
        }
    }

    private String problem(Sources.Found one) {
        for (Resource resource : one.topology().resources().all()) {
            for (String claim : resource.claims()) {
                String owner = owners.getOrDefault(claim, one.topology().name());
                if (!owner.equals(one.topology().name())) {
                    return one.origin().location() + ": " + claim + " belongs to topology " + owner;
                }
            }
        }
        return "";
    }
}
