package topo.server;

import java.util.Optional;
import topo.kernel.Peer;

/** What clients may ask for. */
public interface Commands {
    /** Why this cannot be done here for this client, who then does it alone; must not wait for anything. */
    Optional<Message.Refused> refusal(Message.Head head, Peer peer);

    /** Does it, on a thread of its own, and returns the exit status. */
    int run(Request request, Peer peer, Conversation client);
}
