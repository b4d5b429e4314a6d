package topo.api;

import topo.api.net.NetnsName;

/**
 * A part of the kernel's state that one look could not see whole. What it holds is unknown, which is neither "nothing" nor "as wanted": no
 * change is planned for it.
 *
 * @param kind the kind of resource, as in {@link ResourceId#kind()}
 * @param netns the namespace, or null for all of them
 * @param name the one resource there, or null for all of the kind
 * @param reason what was refused, in the kernel's or the tool's words
 */
public record Unseen(String kind, NetnsName netns, String name, String reason) {

    /** All of a kind, wherever it is. */
    public static Unseen everywhere(String kind, String reason) {
        return new Unseen(kind, null, null, reason);
    }

    /** All of a kind in one namespace; only for a kind whose resources never move between namespaces. */
    public static Unseen in(String kind, NetnsName netns, String reason) {
        return new Unseen(kind, netns, null, reason);
    }

    public static Unseen only(ResourceId id, String reason) {
        return new Unseen(id.kind(), id.netns(), id.name(), reason);
    }

    public boolean covers(ResourceId id) {
        return id.kind().equals(kind) && (netns == null || netns.equals(id.netns())) && (name == null || name.equals(id.name()));
    }

    /** {@code nat (namespace red): not seen: REASON}. */
    @Override
    public String toString() {
        return kind + (name == null ? "" : " " + name) + (netns == null ? "" : netns.suffix()) + ": not seen: " + reason;
    }
}
