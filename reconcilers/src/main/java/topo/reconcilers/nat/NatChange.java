package topo.reconcilers.nat;

import topo.api.Change;
import topo.api.ResourceId;

/**
 * What is to be written for one resource: which rules, known by their comments, may be touched.
 *
 * @param verb for messages
 * @param entry the hash of the entry whose rules they are, or null
 * @param unmarked whether it is the rules without a mark
 */
record NatChange(ResourceId id, String verb, String entry, boolean unmarked) {

    static NatChange of(Change<NatResource> change) {
        String verb = change instanceof Change.Create || change instanceof Change.Replace ? "create"
                : change instanceof Change.Update ? "change" : "restore";
        return new NatChange(change.id(), verb, NatMarks.entry(change.id()), false);
    }

    static NatChange deletionOf(NatResource gone) {
        if (gone instanceof NatLeftover leftover) {
            String entry = leftover.sort() == NatLeftover.Sort.ENTRY ? leftover.detail() : null;
            return new NatChange(gone.id(), "delete", entry, leftover.sort() == NatLeftover.Sort.UNMARKED);
        }
        return new NatChange(gone.id(), "delete", NatMarks.entry(gone.id()), false);
    }
}
