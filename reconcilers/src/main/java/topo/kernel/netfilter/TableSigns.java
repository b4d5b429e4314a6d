package topo.kernel.netfilter;

import java.util.Set;
import topo.api.net.NetnsName;

/** What can be told of a namespace's tables without running iptables. */
public interface TableSigns {
    /** The chains of all tables and families of nf_tables; none where the kernel has no nf_tables or the namespace does not exist. */
    Set<String> ofNft(NetnsName netns);

    /** Whether x_tables has a table of this name there; asking sets none up. */
    boolean hasLegacyTable(NetnsName netns, boolean v6, String table);
}
