package topo.api.net;

/**
 * The name of a network namespace, as in {@code /run/netns}. {@link #HOST} is the one that topo itself runs in; it has no
 * name there.
 */
public record NetnsName(String value) implements Comparable<NetnsName> {
    public static final NetnsName HOST = new NetnsName("");

    public boolean isHost() {
        return value.isEmpty();
    }

    /** How messages append it to a thing: {@code " (namespace red)"}, or nothing for the host. */
    public String suffix() {
        return isHost() ? "" : " (namespace " + value + ")";
    }

    @Override
    public int compareTo(NetnsName other) {
        return value.compareTo(other.value);
    }

    // Written out, here and in its neighbours: what a record has of its own is linked at run time, 20 ms of every start.
    @Override
    public boolean equals(Object other) {
        return other instanceof NetnsName that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return isHost() ? "host" : value;
    }
}
