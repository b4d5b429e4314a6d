package topo.cli;

import java.util.List;
import java.util.Set;
import topo.api.net.NetnsName;
import topo.engine.Registered;
import topo.kernel.cgroup.CgroupPath;

/** The kernel as the commands see it. */
interface Machine {
    /** The kinds in rank order, bound to the kernel. */
    List<Registered<?>> registered();

    /** The named network namespaces of the host. */
    Set<NetnsName> namespaces();

    /** Hears that all that was begun for a topology is whole or gone, so that nothing of it need be looked for any more. */
    void settled(String topology);

    /**
     * Makes this process the program, inside the namespace and these cgroups.
     *
     * @param cgroups joined in turn where they exist
     * @return the status to exit with, as the program could not be started
     * @throws topo.api.SurroundingsException if the namespace cannot be entered
     */
    int exec(NetnsName netns, List<CgroupPath> cgroups, List<String> command);
}
