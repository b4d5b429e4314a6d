package topo.server;

/** The names of what a client tells of itself in {@link Message.Head#facts}. All values are text; "true" stands for yes. */
public final class Facts {
    /** Whether results may be coloured. */
    public static final String COLOUR = "colour";
    /** Whether messages go to a terminal that can take a line back. */
    public static final String WATCHED = "watched";
    public static final String DEBUG = "debug";
    /** Who called sudo. */
    public static final String SUDO_USER = "sudoUser";
    /** Its network namespace, as {@code readlink /proc/self/ns/net} names it. */
    public static final String NETNS = "netns";
    /** Its TOPO_STATE_DIR, TOPO_CGROUP_ROOT and TOPO_IPTABLES, or the standard. */
    public static final String STATE = "state";
    public static final String CGROUPS = "cgroups";
    public static final String IPTABLES = "iptables";

    private Facts() {}
}
