package topo.reconcilers.nat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import topo.api.Mark;
import topo.api.SurroundingsException;
import topo.api.net.NetnsName;
import topo.kernel.KernelException;
import topo.kernel.netfilter.Backend;
import topo.kernel.netfilter.Iptables;
import topo.kernel.netfilter.IptablesException;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.RestoreInput;
import topo.kernel.netfilter.SavedTable;
import topo.kernel.netfilter.TableRef;
import topo.kernel.process.MissingProgramException;

/** The nat tables, for one topology's chains. For one thread. */
final class NatTables {
    static final String TABLE = "nat";
    private static final String NOT_INSTALLED = "iptables is not installed (apt-get install iptables)";

    private final Iptables iptables;
    private Set<IpFamily> supported;

    NatTables(Iptables iptables) {
        this.iptables = iptables;
    }

    /** Asked once, as it is wanted for each namespace. */
    Set<IpFamily> supported() {
        if (supported == null) {
            supported = iptables.supports(IpFamily.V6) ? EnumSet.allOf(IpFamily.class) : EnumSet.of(IpFamily.V4);
        }
        return supported;
    }

    Set<NetnsName> namespaces() {
        return iptables.namespaces();
    }

    boolean exists(NetnsName netns) {
        return iptables.exists(netns);
    }

    /**
     * The table in use and, if it holds chains of ours, the other backend's; nothing if the namespace is not there (any more).
     *
     * @throws IptablesException if it cannot be read whole
     * @throws KernelException if it cannot be told what there is to read
     */
    List<SavedTable> read(NetnsName netns, IpFamily family, NatMarks marks) {
        return read(netns, family, marks.chainPrefix());
    }

    private List<SavedTable> read(NetnsName netns, IpFamily family, String prefix) {
        if (!iptables.exists(netns)) {
            return List.of();
        }
        try {
            return iptables.save(iptables.table(netns, family, TABLE), prefix);
        } catch (MissingProgramException missing) {
            throw new SurroundingsException(missing.getMessage(), missing);
        } catch (IptablesException | KernelException failed) {
            if (!iptables.exists(netns)) {
                return List.of();
            }
            throw failed;
        }
    }

    /** Whether there may be chains of any topology; takes no process. */
    boolean mayHaveChains(NetnsName netns) {
        return iptables.mayHaveChains(netns, TABLE, name -> name.startsWith(Mark.CHAIN_START));
    }

    /** As {@link #read}, of the chains of every topology. */
    List<SavedTable> readAll(NetnsName netns, IpFamily family) {
        return read(netns, family, Mark.CHAIN_START);
    }

    /** Throws unless rules of these families could be written. */
    void requireInstalled(Set<IpFamily> families) {
        for (IpFamily family : families) {
            if (!iptables.isInstalled(family)) {
                throw new SurroundingsException(NOT_INSTALLED);
            }
        }
    }

    /** As {@link Iptables#waitsOn}. */
    boolean waitsOn() {
        return iptables.waitsOn();
    }

    /** Carries out all of the input or nothing; {@code other} is null for the backend in use. */
    void write(NetnsName netns, IpFamily family, Backend other, RestoreInput input) {
        TableRef table = iptables.table(netns, family, TABLE);
        try {
            iptables.restore(other == null ? table : table.with(other), input);
        } catch (MissingProgramException missing) {
            throw new SurroundingsException(missing.getMessage(), missing);
        }
    }
}
