package topo.reconcilers.link;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import topo.api.Mark;
import topo.api.ResourceId;
import topo.api.Survey;
import topo.api.Trace;
import topo.api.net.NetnsName;
import topo.kernel.rtnl.HostTables;
import topo.kernel.rtnl.Link;
import topo.kernel.rtnl.RtnlSockets;

/** The links of one kind that bear an alias or a group of topo, wherever they are. A pair has two. */
public final class LinkTraces {
    private LinkTraces() {}

    /** {@code kind}: IFLA_INFO_KIND, and the kind's own name. */
    public static List<Trace> of(Survey survey, RtnlSockets sockets, String kind) {
        HostTables tables = survey.shared(HostTables.class, () -> new HostTables(sockets));
        List<Trace> traces = new ArrayList<>();
        for (NetnsName netns : survey.namespaces()) {
            for (Link link : tables.of(netns).links().values()) {
                Optional<Mark> mark = link.kind().equals(kind) ? Mark.ofLink(link.alias(), link.group()) : Optional.empty();
                mark.ifPresent(owner -> traces.add(new Trace(new ResourceId(kind, netns, link.name()), words(owner), owner)));
            }
        }
        return traces;
    }

    private static String words(Mark owner) {
        return owner.isNamed() ? "alias " + owner.alias() : "group 0x" + Integer.toHexString(owner.group());
    }
}
