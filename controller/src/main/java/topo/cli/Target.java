package topo.cli;

import java.util.ArrayList;
import java.util.List;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Resource;
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

    boolean isDeletion() {
        return source.isEmpty();
    }
}
