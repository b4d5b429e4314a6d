package topo.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Mark;
import topo.api.ResourceId;
import topo.api.Survey;
import topo.api.Trace;
import topo.engine.Registered;

/**
 * What bears a mark of topo and belongs to no remembered topology: by its name, by its hash, nor, where the mark tells neither, by what the
 * records declare. If a record does not read it might declare anything, so then nothing without a name or hash counts as an orphan.
 *
 * @param byOwner in the order in which they were found; what tells no topology is under {@link Mark#UNKNOWN}
 * @param undecided how many bear a mark that tells no topology and were left out because of a record that does not read
 */
record Orphans(Map<Mark, List<Trace>> byOwner, int undecided) {

    /** Looks at every namespace of the host; changes nothing. */
    static Orphans find(World world, Registry registry) {
        Machine machine = world.platform().machine();
        Survey survey = new Survey(machine.namespaces());
        List<Trace> traces = new ArrayList<>();
        for (Registered<?> kind : machine.registered()) {
            traces.addAll(kind.reconciler().traces(survey));
        }
        return among(traces, registry);
    }

    private static Orphans among(List<Trace> traces, Registry registry) {
        Set<Mark> remembered = new HashSet<>();
        Set<ResourceId> declared = new HashSet<>();
        boolean unreadable = false;
        for (String name : registry.names()) {
            remembered.add(new Mark(name));
            unreadable |= registry.wanted(name).isEmpty();
            registry.remembered(name).all().forEach(resource -> declared.add(resource.id()));
        }
        List<Trace> left = new ArrayList<>();
        int undecided = 0;
        for (Trace trace : traces) {
            Mark owner = trace.owner();
            boolean known = owner.isNamed() ? remembered.contains(owner) : remembered.stream().anyMatch(owner::isLike);
            if (known || owner.equals(Mark.UNKNOWN) && declared.contains(trace.id())) {
                continue;
            } else if (owner.equals(Mark.UNKNOWN) && unreadable) {
                undecided++;
            } else {
                left.add(trace);
            }
        }
        return new Orphans(byOwner(left), undecided);
    }

    /** Where just one of the names found has the hash of a thing that bears no name, the thing is that one's. */
    private static Map<Mark, List<Trace>> byOwner(List<Trace> traces) {
        Set<Mark> named = new HashSet<>();
        traces.stream().map(Trace::owner).filter(Mark::isNamed).forEach(named::add);
        Map<Mark, List<Trace>> sorted = new LinkedHashMap<>();
        for (Trace trace : traces) {
            Mark owner = trace.owner();
            List<Mark> like = owner.isNamed() ? List.of() : named.stream().filter(owner::isLike).toList();
            sorted.computeIfAbsent(like.size() == 1 ? like.get(0) : owner, o -> new ArrayList<>()).add(trace);
        }
        return sorted;
    }

    boolean isEmpty() {
        return byOwner.isEmpty();
    }

    /** What to say of those that were left out, or empty. */
    String warning() {
        return undecided == 0 ? "" : undecided + (undecided == 1 ? " thing bears" : " things bear")
                + " a mark that tells no topology, and a record that does not read may declare it; not counted as orphans";
    }

    /** Kind, name, namespace, mark and topology of each, for a reader. */
    List<String> table() {
        Table table = new Table("KIND", "NAME", "NAMESPACE", "MARK", "TOPOLOGY");
        byOwner.forEach((owner, traces) -> {
            for (Trace trace : traces) {
                ResourceId id = trace.id();
                table.row(id.kind(), id.name(), id.netns().isHost() ? "-" : id.netns().value(), trace.mark(), owner.title());
            }
        });
        return table.lines();
    }
}
