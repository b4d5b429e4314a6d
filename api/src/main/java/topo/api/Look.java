package topo.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import topo.api.net.NetnsName;

/**
 * One look at the kernel for one topology: what is wanted, what was recorded as applied before, and what was read so far, so that
 * kinds share a dump. Not for use by several threads; thrown away after the diff.
 */
public final class Look {
    private final Mark mark;
    private final Resources desired;
    private final Resources recorded;
    private final Memory memory;
    private final Set<NetnsName> namespaces = new TreeSet<>();
    private final Map<Object, Object> shared = new HashMap<>();
    private final List<Unseen> unseen = new ArrayList<>();
    private final Frame frame;

    /** Searches if nothing at all is recorded, which is so before the first apply but also when the record was lost. */
    public Look(Mark mark, Resources desired, Resources recorded, Memory memory) {
        this(mark, desired, recorded, memory, recorded.all().isEmpty());
    }

    /** {@code search}: as {@link #isSearch}. */
    public Look(Mark mark, Resources desired, Resources recorded, Memory memory, boolean search) {
        this(mark, desired, recorded, memory, Frame.whole(desired, search));
    }

    /** At a part of a topology: {@code desired} and {@code recorded} are that part, {@code frame} tells of the rest. */
    public Look(Mark mark, Resources desired, Resources recorded, Memory memory, Frame frame) {
        this.mark = mark;
        this.frame = frame;
        this.desired = desired;
        this.recorded = recorded;
        this.memory = memory;
        namespaces.add(NetnsName.HOST);
        namespaces.addAll(desired.namespaces());
        namespaces.addAll(recorded.namespaces());
    }

    public Mark mark() {
        return mark;
    }

    public Resources desired() {
        return desired;
    }

    /** All that is wanted, also where this look does not go: for what is right for one resource because of another. */
    public Resources all() {
        return frame.all();
    }

    public Frame frame() {
        return frame;
    }

    /** What earlier applies declared and may have made; hints where to look, never a proof of ownership by itself. */
    public Resources recorded() {
        return recorded;
    }

    public Memory memory() {
        return memory;
    }

    /** Whether the record may lack something, so that what is ours has to be found by its marks wherever it may be. */
    public boolean isSearch() {
        return frame.search();
    }

    /** Every namespace to look into: the host, those declared or recorded, and those found by their mark. */
    public Set<NetnsName> namespaces() {
        return namespaces;
    }

    /** Adds a namespace that was found by its mark; for the kind that looks first. */
    public void alsoIn(NetnsName netns) {
        namespaces.add(netns);
    }

    /** Notes a part that could not be seen; the kind then returns nothing of that part. */
    public void unseen(Unseen part) {
        unseen.add(part);
    }

    /** The parts that could not be seen, in the order in which they were met. */
    public List<Unseen> unseen() {
        return unseen;
    }

    /** The value under this key, made at the first call; the key is the type of what is shared. */
    public <T> T shared(Class<T> key, Supplier<T> make) {
        return key.cast(shared.computeIfAbsent(key, k -> make.get()));
    }
}
