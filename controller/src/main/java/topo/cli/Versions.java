package topo.cli;

import java.util.List;
import java.util.Optional;
import topo.store.Applied;
import topo.store.Meta;

/** Which version of a history is meant. */
final class Versions {
    private Versions() {}

    static Optional<Applied> of(int number, List<Applied> all) {
        return all.stream().filter(one -> one.number() == number).findFirst();
    }

    /** The newest one before the wanted one that converged and says something else. */
    static Optional<Applied> before(List<Applied> all) {
        for (int i = all.size() - 2; i >= 0; i--) {
            Applied one = all.get(i);
            if (one.result().equals(Meta.CONVERGED) && !one.text().equals(all.get(all.size() - 1).text())) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    static String unknown(String name, int number, List<Applied> all) {
        return "topology " + name + " has no version " + number + (all.isEmpty() ? ""
                : " (kept: " + all.get(0).number() + " to " + all.get(all.size() - 1).number() + ")");
    }
}
