package topo.api;

import java.util.List;
import java.util.Set;
import topo.api.net.NetnsName;

/**
 * One entry of a list under {@code spec}. The same immutable type holds what is wanted and what the kernel has, so that a diff is a
 * comparison of two equal records. A field that the document leaves open is null until {@link Reconciler#settle} fills it.
 */
public interface Resource {
    ResourceId id();

    /** In the order a reader expects; drives the field lines of a plan. */
    List<Field> fields();

    /** The resources that must exist before this one can; computed from names only, never from the kernel. */
    Set<ResourceId> dependsOn(Resources all);

    /** The namespaces that it reaches into. */
    default Set<NetnsName> namespaces() {
        return Set.of(id().netns());
    }

    /** The interfaces that it makes. */
    default List<InterfaceFacts> interfaces() {
        return List.of();
    }

    /**
     * The interfaces of other resources that, as bridge ports, must also send frames out by the port that they came in by, for this
     * resource to work: where the kernel filters bridged frames (br_netfilter), a connection that NAT turns back to where it came from
     * never leaves the bridge, and a port does not send back unless told so.
     */
    default List<InterfaceFacts> hairpinPorts(Resources all) {
        return List.of();
    }

    /**
     * What nobody else on the host may declare too, as words for an error: {@code "interface eth0 (namespace red)"}. Two resources with an
     * equal claim are a mistake, in one topology or in two.
     */
    default Set<String> claims() {
        return Set.of(id().toString());
    }

    /**
     * Whether it and a resource of the same kind and namespace in another topology would share something of the kernel, although no claim
     * of theirs is equal: a port published on every address, and the same on one of them.
     */
    default boolean overlaps(Resource other) {
        return false;
    }

    /** How a plan calls it; the id where that says enough. */
    default String title() {
        return id().toString();
    }
}
