package topo.api.yaml;

import topo.api.Resource;
import topo.api.Resources;

/** How one kind of resource reads from a document. Loads nothing native. */
public interface Kind<R extends Resource> {
    /** The list under {@code spec}: {@code bridges}. */
    String list();

    /** One of them, as in {@link topo.api.ResourceId#kind()}: {@code bridge}. */
    String name();

    /**
     * The resource of one entry, or null if a problem makes it unusable. Problems go to the entry; a field that is never asked for is
     * reported as unknown, so every field is asked for whatever the others hold.
     */
    R read(YamlMap entry);

    /** Checks what takes the whole topology to see, such as references; problems go to the entry. */
    default void check(R resource, YamlMap entry, Resources all) {}
}
