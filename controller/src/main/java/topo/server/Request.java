package topo.server;

import java.util.List;
import topo.api.yaml.Source;

/**
 * A command that was asked for.
 *
 * @param sources what the client has read of the files that the words name, in the order of these
 */
public record Request(Message.Head head, List<Source> sources) {
    public Request {
        sources = List.copyOf(sources);
    }
}
