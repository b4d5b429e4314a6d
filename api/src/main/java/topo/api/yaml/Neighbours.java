package topo.api.yaml;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Checks the topologies of one call against each other: names and what they declare are unique on a host. */
final class Neighbours {
    private final Map<String, Draft> byName = new HashMap<>();
    private final Map<String, Draft> byClaim = new HashMap<>();

    private Neighbours() {}

    static void check(List<Draft> drafts) {
        if (drafts.size() > 1) {
            Neighbours neighbours = new Neighbours();
            for (Draft draft : drafts) {
                neighbours.add(draft);
            }
        }
    }

    private void add(Draft draft) {
        String name = draft.head().name();
        Draft sameName = name == null ? null : byName.putIfAbsent(name, draft);
        if (sameName != null) {
            Problems problems = draft.problems();
            problems.add(draft.head().place(), "the topology \"" + name + "\" is declared already, in " + sameName.file() + " at line "
                    + sameName.head().place().line());
            return;
        }
        for (Map.Entry<String, Entry<?>> claim : draft.claims().entrySet()) {
            Draft earlier = byClaim.putIfAbsent(claim.getKey(), draft);
            if (earlier != null) {
                String owner = earlier.head().name() == null ? "another topology" : "the topology \"" + earlier.head().name() + "\"";
                claim.getValue().map().problem(claim.getKey() + " is declared already, by " + owner + " in " + earlier.file() + ", "
                        + earlier.claims().get(claim.getKey()).where());
            }
        }
    }
}
