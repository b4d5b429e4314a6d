package topo.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import topo.api.SurroundingsException;
import topo.controller.Daemon;
import topo.kernel.Peer;
import topo.reconcilers.Host;
import topo.server.Commands;
import topo.server.Conversation;
import topo.server.Facts;
import topo.server.Message;
import topo.server.Refusal;
import topo.server.Request;

/** The commands as the controller carries them out for clients: the very same, in its warm JVM, with the client's files and streams. */
final class ServedCommands implements Commands {
    private final Host host;
    private final Daemon daemon;
    private final Map<String, String> surroundings;

    /** {@code host}: with the native library loaded. */
    ServedCommands(Host host, Daemon daemon) {
        this.host = host;
        this.daemon = daemon;
        try {
            this.surroundings = Courier.surroundings(host);
        } catch (IOException noProc) {
            throw new SurroundingsException("read /proc/self/ns/net: " + noProc.getMessage(), noProc);
        }
    }

    @Override
    public Optional<Message.Refused> refusal(Message.Head head, Peer peer) {
        Verb verb = head.words().isEmpty() ? null : Verb.of(head.words().get(0));
        if (verb == null || !verb.isShared()) {
            return refused(Refusal.MALFORMED, "it does not do that for others");
        }
        if (!surroundings.get(Facts.NETNS).equals(head.facts().get(Facts.NETNS))) {
            return refused(Refusal.ELSEWHERE, "it works for another network namespace than this one");
        }
        for (String fact : List.of(Facts.STATE, Facts.CGROUPS, Facts.IPTABLES)) {
            if (!surroundings.get(fact).equals(head.facts().get(fact))) {
                return refused(Refusal.ELSEWHERE, "it runs with another " + variable(fact) + " (\"" + surroundings.get(fact) + "\")");
            }
        }
        return Optional.empty();
    }

    private static String variable(String fact) {
        return switch (fact) {
            case Facts.STATE -> "TOPO_STATE_DIR";
            case Facts.CGROUPS -> "TOPO_CGROUP_ROOT";
            default -> "TOPO_IPTABLES";
        };
    }

    private static Optional<Message.Refused> refused(Refusal reason, String words) {
        return Optional.of(new Message.Refused(reason.word(), words));
    }

    @Override
    public int run(Request request, Peer peer, Conversation client) {
        Map<String, String> facts = request.head().facts();
        Output output = new Output(print(client.out()), print(client.err()), isYes(facts, Facts.COLOUR), isYes(facts, Facts.WATCHED));
        ServedPlatform.Client asking = new ServedPlatform.Client(request, peer, name(peer, facts), client);
        ServedPlatform platform = new ServedPlatform(new HostPlatform(host, output, null), asking, daemon::sync);
        try {
            World world = new World(InputStream.nullInputStream(), output, Places.of(host), platform, Clock.systemUTC());
            return new Topo(world, () -> "", isYes(facts, Facts.DEBUG)).run(request.head().words());
        } finally {
            platform.close();
            platform.deeds().forEach((topology, deed) -> daemon.tell(topology, deed.type(), deed.words()));
            // Commands may have changed what is remembered, or whether it is to be kept.
            daemon.look();
        }
    }

    private static boolean isYes(Map<String, String> facts, String name) {
        return "true".equals(facts.get(name));
    }

    private static PrintStream print(OutputStream stream) {
        return new PrintStream(stream, false, StandardCharsets.UTF_8);
    }

    /** The user's name. Only root is believed who called sudo. */
    private static String name(Peer peer, Map<String, String> facts) {
        String behind = facts.getOrDefault(Facts.SUDO_USER, "");
        if (peer.uid() == 0 && !behind.isEmpty()) {
            return behind;
        }
        try {
            Path process = Path.of("/proc", Integer.toString(peer.pid()));
            boolean its = Files.getAttribute(process, "unix:uid").equals(peer.uid());
            return its ? Files.getOwner(process).getName() : Integer.toString(peer.uid());
        } catch (IOException gone) {
            return Integer.toString(peer.uid());
        }
    }
}
