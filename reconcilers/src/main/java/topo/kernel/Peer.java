package topo.kernel;

import java.util.Set;

/**
 * Who is at the other end of a Unix socket, as the kernel noted it when that one connected; it cannot be forged (man 7 unix, SO_PEERCRED and
 * SO_PEERGROUPS).
 *
 * @param pid its process, in this process's PID namespace; 0 if it is not in there
 * @param uid its effective user, and {@code gid} its effective group; 65534 if they have no number in this user namespace
 * @param groups its supplementary groups; empty before Linux 4.13, which cannot tell them
 */
public record Peer(int pid, int uid, int gid, Set<Integer> groups) {
    public Peer {
        groups = Set.copyOf(groups);
    }

    public boolean isIn(int group) {
        return gid == group || groups.contains(group);
    }
}
