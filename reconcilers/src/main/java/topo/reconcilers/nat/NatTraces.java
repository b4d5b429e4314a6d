package topo.reconcilers.nat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import topo.api.Mark;
import topo.api.ResourceId;
import topo.api.SurroundingsException;
import topo.api.Survey;
import topo.api.Trace;
import topo.api.net.NetnsName;
import topo.kernel.netfilter.IpFamily;
import topo.kernel.netfilter.IptablesException;
import topo.kernel.netfilter.SavedTable;

/** The chains of all topologies, in both families and backends. The jumps to a chain go with it. */
final class NatTraces {
    private final NatTables tables;

    NatTraces(NatTables tables) {
        this.tables = tables;
    }

    List<Trace> find(Survey survey) {
        List<Trace> traces = new ArrayList<>();
        for (NetnsName netns : survey.unowned()) {
            for (IpFamily family : tables.supported()) {
                for (SavedTable table : tables(netns, family)) {
                    for (String chain : table.chains().keySet()) {
                        String name = "chain " + chain + " (" + family + ", " + table.backend() + ")";
                        ResourceId id = new ResourceId(NatResource.KIND, netns, name);
                        owner(chain, table).ifPresent(mark -> traces.add(new Trace(id, "chain " + mark.chainPrefix(), mark)));
                    }
                }
            }
        }
        return traces;
    }

    /** Half a survey would call what it did not see nobody's, so a table that does not read ends it. */
    private List<SavedTable> tables(NetnsName netns, IpFamily family) {
        try {
            return tables.readAll(netns, family);
        } catch (IptablesException refused) {
            throw new SurroundingsException(refused.getMessage(), refused);
        }
    }

    /** The topology that the comments of a chain, or of the jumps to it, name, if the chain's name is made of just that; else its hash. */
    static Optional<Mark> owner(String chain, SavedTable table) {
        Optional<Mark> hash = Mark.ofChain(chain);
        if (hash.isEmpty()) {
            return hash;
        }
        List<String> comments = new ArrayList<>();
        table.rules(chain).forEach(rule -> comments.add(rule.comment()));
        table.jumps().stream().filter(jump -> jump.target().equals(chain)).forEach(jump -> comments.add(jump.comment()));
        for (String comment : comments) {
            Optional<Mark> named = Mark.ofComment(comment).filter(mark -> mark.chainPrefix().equals(hash.get().chainPrefix()));
            if (named.isPresent()) {
                return named;
            }
        }
        return hash;
    }
}
