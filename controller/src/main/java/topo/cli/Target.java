package topo.cli;

import topo.api.Look;
import topo.api.Mark;
import topo.api.Resources;
import topo.store.TopologyRecord;

/**
 * A topology to be compared with the kernel or to be made so.
 *
 * @param desired what there shall be; {@link Resources#NONE} to delete it
 * @param recorded what earlier applies may have made
 * @param source the text to remember, empty for a deletion
 */
record Target(String name, Resources desired, Resources recorded, TopologyRecord record, String source) {

    Look look() {
        return new Look(new Mark(name), desired, recorded, record.memory());
    }

    boolean isDeletion() {
        return source.isEmpty();
    }
}
