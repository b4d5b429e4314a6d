package topo.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a kind does with the kernel. Called by one thread at a time.
 *
 * <p>{@link #apply} is idempotent: creating is the bare object plus the same configuration that an update and a restore use, and what
 * already is as wanted is no error. Deleting what is gone is a success.
 */
public interface Reconciler<R extends Resource> {

    /**
     * What the kernel has of this kind: everything that carries the topology's mark in {@link Look#namespaces()}, and whatever bears the
     * name of something wanted. Keyed by the wanted resource's id where it is (a changed form of) that one. A namespace that does not
     * exist holds nothing. It never returns less than there is: a part that could not be seen is told to {@link Look#unseen}, and a look
     * that throws has seen nothing of the kind.
     *
     * @throws SurroundingsException if the kernel or a tool cannot show it at all
     */
    Map<ResourceId, Observed<R>> observe(Look look);

    /** The wanted resource with what its document leaves open taken from the observed one (null if there is none) or from the look. */
    default R settle(R desired, R observed, Look look) {
        return desired;
    }

    /** Why {@code from} cannot become {@code to} in place; empty if it can. */
    default Optional<String> replacement(R from, R to) {
        return Optional.empty();
    }

    /** Whether carrying out this change makes the kernel drop state of resources that depend on it. Replacements always do. */
    default boolean disrupts(Change<R> change) {
        return change instanceof Change.Replace;
    }

    /**
     * Everything in these namespaces that bears a mark of topo which this kind gives, of whatever topology. Reads only; a namespace that
     * is gone holds nothing, and an incomplete look throws. A kind that marks nothing in the kernel leaves no trace.
     *
     * @throws SurroundingsException if the kernel or a tool cannot show it at all
     */
    default List<Trace> traces(Survey survey) {
        return List.of();
    }

    /**
     * What to want so that an observed thing comes back after it was changed or deleted, without what cannot be wanted (that a mark is
     * missing, that a route is lost); empty if it cannot be made again at all.
     */
    default Optional<R> restorable(R observed) {
        return Optional.of(observed);
    }

    /** Keeps what is inside of these alive while they are deleted, so that it can be given back; nothing that others see stays. */
    default Kept keep(List<R> going, Mark mark) {
        return Kept.NOTHING;
    }

    /** Deletes what is ours; reports failures to the session. */
    void delete(List<R> gone, Session session);

    /**
     * Carries out creations, updates, restores and the second half of replacements; none of them depends on another. What an update's
     * {@code from} shows may have been taken away by an earlier step of the same plan, as a restored resource's state was.
     */
    void apply(List<Change<R>> changes, Session session);
}
