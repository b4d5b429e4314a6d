package topo.api;

import topo.api.net.NetnsName;

/**
 * What a resource is called for as long as it is the same one: its kind, the namespace it is in and its name there. Unique on the
 * host. Its text is the name in every plan, message and status: {@code bridge br0 (namespace red)}.
 */
public record ResourceId(String kind, NetnsName netns, String name) implements Comparable<ResourceId> {

    @Override
    public int compareTo(ResourceId other) {
        int order = kind.compareTo(other.kind);
        order = order != 0 ? order : netns.compareTo(other.netns);
        return order != 0 ? order : name.compareTo(other.name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ResourceId that && name.equals(that.name) && kind.equals(that.kind) && netns.equals(that.netns);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kind.hashCode() + netns.hashCode()) + name.hashCode();
    }

    @Override
    public String toString() {
        return kind + " " + name + netns.suffix();
    }
}
