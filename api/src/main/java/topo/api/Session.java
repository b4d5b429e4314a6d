package topo.api;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import topo.api.net.NetnsName;

/** One execution of a plan, as the kinds see it. Failures are collected here; a kind goes on with its other changes. Not thread-safe. */
public final class Session {
    private final Mark mark;
    private final Resources desired;
    private final Set<NetnsName> going;
    private final Memory memory;
    private final Map<ResourceId, String> failures = new LinkedHashMap<>();

    /** {@code going}: the namespaces that the plan deletes, with all that is in them. */
    public Session(Mark mark, Resources desired, Set<NetnsName> going, Memory memory) {
        this.mark = mark;
        this.desired = desired;
        this.going = Set.copyOf(going);
        this.memory = memory;
    }

    public Mark mark() {
        return mark;
    }

    /** All that is wanted, settled against the look. */
    public Resources desired() {
        return desired;
    }

    /** Whether this namespace is deleted in this session, so that what is only in it need not be deleted by itself. */
    public boolean isGoing(NetnsName netns) {
        return going.contains(netns);
    }

    public Memory memory() {
        return memory;
    }

    /** Records that a change failed, in words that name operation, errno and the kernel's reason. The first failure of a resource stays. */
    public void fail(ResourceId id, String message) {
        failures.putIfAbsent(id, message);
    }

    public boolean hasFailed(ResourceId id) {
        return failures.containsKey(id);
    }

    /** Resource to message, in the order in which they happened. */
    public Map<ResourceId, String> failures() {
        return failures;
    }
}
