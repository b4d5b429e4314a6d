package topo.kernel.events;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import topo.api.net.NetnsName;

/**
 * What may have changed since the last time it was asked. Says where to look, not what is there.
 *
 * @param everything events were lost: look at all namespaces and files. The rest then still holds what was not lost
 * @param netns of the watched namespaces that something was heard of, what
 * @param files what was written, made or removed in a watched folder, or such a folder itself
 * @param legacyTables a program took the lock of legacy iptables and let it go: it has read or changed the tables of some namespace
 * @param seen the first events in the order in which they came, for the record
 * @param unseen how many more there were, which {@code netns} knows of all the same
 */
public record Changes(boolean everything, Map<NetnsName, Set<Aspect>> netns, Set<Path> files, boolean legacyTables, List<Event> seen,
        int unseen) {
    /** Nothing at all. */
    public static final Changes NONE = new Changes(false, Map.of(), Set.of(), false, List.of(), 0);

    public boolean isEmpty() {
        return !everything && netns.isEmpty() && files.isEmpty() && !legacyTables;
    }
}
