package topo.reconcilers;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.Change;
import topo.api.Change.Delete;
import topo.api.Change.Replace;
import topo.api.Change.Restore;
import topo.api.Change.Update;
import topo.api.Mark;
import topo.api.Memory;
import topo.api.Observed;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.net.NetnsName;

/** The changes between what is wanted and what was seen: deletions from the last kind to the first, the rest from the first to the last. */
final class LabPlan {
    private final List<LabKind<?>> kinds;
    private final Resources settled;
    private final List<Change<?>> changes = new ArrayList<>();
    private final List<String> conflicts = new ArrayList<>();

    LabPlan(List<LabKind<?>> kinds, Resources settled, Map<ResourceId, Observed<?>> observed) {
        this.kinds = kinds;
        this.settled = settled;
        kinds.forEach(kind -> kind.compare(settled, observed, changes, conflicts));
        restore();
    }

    /** What depends on a change that takes something away is put back. */
    private void restore() {
        Set<ResourceId> changed = new HashSet<>();
        changes.forEach(change -> changed.add(change.id()));
        for (int i = 0; i < changes.size(); i++) {
            Change<?> change = changes.get(i);
            if (kinds.stream().anyMatch(kind -> kind.disrupts(change))) {
                for (Resource resource : settled.all()) {
                    if (resource.dependsOn(settled).contains(change.id()) && changed.add(resource.id())) {
                        changes.add(new Restore<>(resource, change.id()));
                    }
                }
            }
        }
    }

    /** As a plan prints them, with the fields of an update in the same line. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(conflicts);
        changes.forEach(change -> lines.add(line(change)));
        return lines;
    }

    private static String line(Change<?> change) {
        StringBuilder line = new StringBuilder(change.symbol()).append(' ').append(change.title());
        if (change instanceof Update<?> update) {
            String parted = ": ";
            for (Change.FieldChange field : update.fields()) {
                line.append(parted).append(field.name()).append(' ').append(field.from()).append(" -> ").append(field.to());
                parted = ", ";
            }
        } else if (change instanceof Replace<?> replace) {
            line.append(" (").append(replace.reason()).append(')');
        } else if (change instanceof Restore<?> restore) {
            line.append(" (put back after ").append(restore.because()).append(')');
        }
        return line.toString();
    }

    /** Carries it out, unless there is a conflict, and returns the failures. */
    Map<ResourceId, String> run(Mark mark) {
        if (!conflicts.isEmpty()) {
            throw new AssertionError(conflicts.toString());
        }
        Set<NetnsName> going = new LinkedHashSet<>();
        for (Change<?> change : changes) {
            if (change instanceof Delete && change.id().kind().equals("namespace")) {
                going.add(new NetnsName(change.id().name()));
            }
        }
        Session session = new Session(mark, settled, going, (Memory) null);
        for (int i = kinds.size() - 1; i >= 0; i--) {
            kinds.get(i).delete(changes, session);
        }
        kinds.forEach(kind -> kind.apply(changes, session));
        return session.failures();
    }
}
