package topo.engine;

import java.util.Set;
import topo.api.Resource;
import topo.api.net.NetnsName;

/**
 * Where something may have changed.
 *
 * @param netns the namespace; the host's own is one as well
 * @param link the name of the one interface there, or empty for all that is in the namespace
 * @param kinds the kinds of resource that it can be about, or empty for all
 */
public record Place(NetnsName netns, String link, Set<String> kinds) {

    public static Place of(NetnsName netns) {
        return new Place(netns, "", Set.of());
    }

    public static Place link(NetnsName netns, String name) {
        return new Place(netns, name, Set.of());
    }

    public static Place kinds(NetnsName netns, Set<String> kinds) {
        return new Place(netns, "", kinds);
    }

    boolean isWhole() {
        return link.isEmpty() && kinds.isEmpty();
    }

    boolean concerns(Resource resource) {
        return kinds.isEmpty() || kinds.contains(resource.id().kind());
    }
}
