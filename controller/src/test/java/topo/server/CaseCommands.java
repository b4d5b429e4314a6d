package topo.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import topo.api.SurroundingsException;
import topo.kernel.Peer;

/** Of the tests: {@code echo}, {@code hold} (changes something until stopped), {@code wait} (can be left at any time), {@code flood}. */
final class CaseCommands implements Commands {
    private final ConcurrentLinkedQueue<String> said = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicInteger ended = new AtomicInteger();

    /** What has become of them, in their own words. */
    Collection<String> said() {
        return said;
    }

    /** How many are over. */
    int ended() {
        return ended.get();
    }

    /** Has those that hold finish. */
    void release() {
        release.countDown();
    }

    @Override
    public Optional<Message.Refused> refusal(Message.Head head, Peer peer) {
        return head.words().contains("never") ? Optional.of(new Message.Refused("elsewhere", "not here")) : Optional.empty();
    }

    @Override
    public int run(Request request, Peer peer, Conversation client) {
        try {
            return switch (request.head().words().get(0)) {
                case "echo" -> echo(request, peer, client);
                case "hold" -> hold(client);
                case "wait" -> pause();
                case "flood" -> flood(client);
                default -> throw new IllegalStateException("a bug in a command");
            };
        } finally {
            ended.incrementAndGet();
        }
    }

    private int echo(Request request, Peer peer, Conversation client) {
        StringBuilder text = new StringBuilder("pid " + peer.pid() + " uid " + peer.uid() + "\n");
        request.sources().forEach(source -> text.append(source.file()).append(' ').append(source.bytes().length).append(' ')
                .append(source.refusal()).append('\n'));
        write(client.out(), text.toString());
        write(client.err(), "told\n");
        return 7;
    }

    private int hold(Conversation client) {
        BooleanSupplier stop;
        try {
            stop = client.keep();
        } catch (SurroundingsException gone) {
            said.add("not begun");
            return 5;
        }
        said.add("begun");
        while (!stop.getAsBoolean() && release.getCount() > 0) {
            if (!sleep(10)) {
                said.add("cut in half");
                return 4;
            }
        }
        said.add(stop.getAsBoolean() ? "stopped" : "finished");
        write(client.out(), "done\n");
        return 0;
    }

    private int pause() {
        said.add("waiting");
        said.add(sleep(60_000) ? "waited" : "left");
        return 1;
    }

    private int flood(Conversation client) {
        try {
            for (int i = 0; i < 64; i++) {
                client.out().write(new byte[1 << 20]);
                client.out().flush();
            }
            said.add("all read");
        } catch (IOException gone) {
            said.add("nobody reads");
        }
        return 0;
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException asked) {
            return false;
        }
    }

    private static void write(OutputStream stream, String text) {
        try {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        } catch (IOException gone) {
            // as a PrintStream does
        }
    }
}
