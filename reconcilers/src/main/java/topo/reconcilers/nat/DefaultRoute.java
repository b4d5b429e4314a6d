package topo.reconcilers.nat;

import java.util.Optional;
import topo.api.Look;
import topo.api.net.NetnsName;

/** Which interface a namespace's default route leaves by, as it is or will be when the topology's own routes are applied. */
public interface DefaultRoute {
    /** Empty if the namespace neither has a default route of this family nor is about to get one. */
    Optional<String> device(Look look, NetnsName netns, boolean v6);
}
