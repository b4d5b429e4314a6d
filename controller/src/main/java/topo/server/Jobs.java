package topo.server;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import topo.kernel.Peer;

/** The commands under way, each on a thread of its own. Thread-safe. */
final class Jobs implements Connection.Work {
    static final int MOST = 16;

    private static final long MOST_BYTES = 48L << 20;

    private final Commands commands;
    private final Consumer<String> warn;
    private final Budget budget = new Budget(MOST_BYTES);
    private final Semaphore slots = new Semaphore(MOST);
    /** Also of clients that have left. */
    private final Set<Talk> talks = ConcurrentHashMap.newKeySet();

    Jobs(Commands commands, Consumer<String> warn) {
        this.commands = commands;
        this.warn = warn;
    }

    @Override
    public Optional<Message.Refused> refusal(Message.Head head, Peer peer) {
        return commands.refusal(head, peer);
    }

    @Override
    public boolean begin(Request request, Peer peer, Talk talk, Runnable ended) {
        if (!slots.tryAcquire()) {
            return false;
        }
        Thread runner = new Thread(() -> run(request, peer, talk, ended), "topo-command");
        runner.setDaemon(true);
        runner.start();
        return true;
    }

    private void run(Request request, Peer peer, Talk talk, Runnable ended) {
        int status = 1;
        talks.add(talk);
        talk.begin();
        try {
            status = commands.run(request, peer, talk);
        } catch (RuntimeException | Error broken) {
            warn.accept("the socket: a command failed: " + broken);
        } finally {
            ended.run();
            slots.release();
            talk.close(status);
            talks.remove(talk);
        }
    }

    /** Asks all of them to end, and tells whether one has begun to change something. */
    boolean end() {
        boolean busy = false;
        for (Talk talk : talks) {
            busy |= talk.end();
        }
        return busy;
    }

    @Override
    public Budget budget() {
        return budget;
    }
}
