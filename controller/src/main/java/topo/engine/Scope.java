package topo.engine;

import java.util.Set;
import topo.api.Frame;
import topo.api.InterfaceFacts;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Memory;
import topo.api.Resource;
import topo.api.Resources;

/**
 * The part of a topology that a pass is limited to. What is outside is neither looked at nor changed; what is inside comes out as a pass
 * over everything would have it.
 *
 * @param part the resources inside, in declaration order
 * @param all every wanted resource
 * @param places what they were chosen by; a thing of ours that nobody wants is deleted only if it is wholly in these
 * @param whole whether nothing is outside
 */
public record Scope(Resources part, Resources all, Set<Place> places, boolean whole) {

    static Scope everything(Resources all) {
        return new Scope(all, all, Set.of(), true);
    }

    /** Nothing of the topology is there. */
    public boolean isEmpty() {
        return !whole && part.all().isEmpty();
    }

    /**
     * A fresh look at it. {@code recorded} and {@code search} (see {@link Look#isSearch}) count for a look at everything; a limited one is
     * only taken where nothing but what is wanted is recorded.
     */
    public Look look(Mark mark, Resources recorded, Memory memory, boolean search) {
        return whole ? new Look(mark, all, recorded, memory, search) : new Look(mark, part, part, memory, Frame.around(all, this::holds));
    }

    /** A namespace is never deleted by a limited pass: what it holds may lie outside. */
    private boolean holds(Resource leftOver) {
        if (leftOver.id().kind().equals(Differ.NAMESPACE)) {
            return false;
        }
        if (leftOver.interfaces().isEmpty()) {
            return leftOver.namespaces().stream().allMatch(netns -> places.stream()
                    .anyMatch(place -> place.netns().equals(netns) && place.link().isEmpty() && place.concerns(leftOver)));
        }
        for (InterfaceFacts made : leftOver.interfaces()) {
            if (places.stream().noneMatch(place -> place.netns().equals(made.netns())
                    && (place.isWhole() || place.link().equals(made.name())))) {
                return false;
            }
        }
        return true;
    }
}
