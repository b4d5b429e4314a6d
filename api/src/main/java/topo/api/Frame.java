package topo.api;

import java.util.function.Predicate;

/**
 * What lies around the part of a topology that a look is limited to.
 *
 * @param all everything that is wanted, the part included
 * @param within whether a thing of ours that nobody wants is wholly inside the part, so that it may be deleted
 * @param limited whether there is anything besides the part
 * @param search whether the record cannot tell what is ours, so that all namespaces of the host are looked into
 */
public record Frame(Resources all, Predicate<Resource> within, boolean limited, boolean search) {

    /** Of a look at a whole topology. */
    public static Frame whole(Resources all, boolean search) {
        return new Frame(all, resource -> true, false, search);
    }

    /** Of a look at this part only, which is taken where the record is whole. */
    public static Frame around(Resources all, Predicate<Resource> within) {
        return new Frame(all, within, true, false);
    }

    /** Whether this thing, which is ours and not wanted in the {@code part}, is none of this look's business. */
    public boolean leavesOut(Resource seen, Resources part) {
        if (!limited) {
            return false;
        }
        if (all.contains(seen.id()) || !within.test(seen)) {
            return true;
        }
        for (InterfaceFacts made : seen.interfaces()) {
            if (all.makerOf(made.netns(), made.name()).filter(maker -> !part.contains(maker.id())).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
