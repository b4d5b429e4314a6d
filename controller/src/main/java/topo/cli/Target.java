package topo.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Plan;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.store.TopologyRecord;

/**
 * A topology to be compared with the kernel or to be made so.
 *
 * @param desired what there shall be; {@link Resources#NONE} to delete it
 * @param recorded what earlier applies may have made
 * @param source the text to remember, empty for a deletion
 * @param search whether the record may lack something, so that what is ours has to be found by its marks
 */
record Target(String name, Resources desired, Resources recorded, TopologyRecord record, String source, boolean search) {

    Look look() {
        return new Look(new Mark(name), desired, recorded, record.memory(), search || recorded.all().isEmpty());
    }

    /** Another look once the record is written: what is wanted now is recorded too, so nothing need be searched for by its mark, unless the record was damaged. */
    Look lookAgain() {
        List<Resource> known = new ArrayList<>(desired.all());
        known.addAll(recorded.all());
        return new Look(new Mark(name), desired, new Resources(known), record.memory(), search || known.isEmpty());
    }

    /** The same without what others have the names of; all of it stays remembered. */
    Target without(List<Plan.Conflict> conflicts) {
        Set<ResourceId> taken = new HashSet<>();
        conflicts.forEach(conflict -> taken.add(conflict.id()));
        List<Resource> rest = new ArrayList<>(desired.all());
        rest.removeIf(resource -> taken.contains(resource.id()));
        return new Target(name, new Resources(rest), recorded, record, source, search);
    }

    boolean isDeletion() {
        return source.isEmpty();
    }
}
