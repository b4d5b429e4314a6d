package topo.cli;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;
import topo.api.yaml.Source;
import topo.reconcilers.Host;
import topo.server.Facts;
import topo.server.LineReader;
import topo.server.Message;
import topo.server.Wire;
import topo.store.Presence;

/**
 * Has the running controller carry out one command, over its socket: sends the words and the files, prints what comes back, and passes a
 * request to stop on. As long as nothing was printed and signals are not kept, nothing has happened there, so that the command can still be
 * done here.
 */
final class Courier {
    private static final String SOCKET = "topo.sock";
    private static final long ANSWER_MILLIS = 5_000;
    private static final int BUFFER = 64 << 10;

    private final Host host;
    private final Places places;
    private final Output output;
    private final Interruption interruption;
    private volatile boolean answered;
    private volatile boolean silent;
    private boolean kept;
    private boolean printed;
    private boolean deaf;

    Courier(Host host, Output output, Interruption interruption) {
        this.host = host;
        this.places = Places.of(host);
        this.output = output;
        this.interruption = interruption;
    }

    /** Why the controller could not do it. */
    private static final class UnservedException extends IOException {
        UnservedException(String message) {
            super(message);
        }
    }

    /** Returns the exit status; empty if it is to be done here. {@code files} are asked for once there is a connection. */
    OptionalInt carry(List<String> words, Supplier<List<Source>> files) {
        Path socket = places.run().resolve(SOCKET);
        if (host.variable("TOPO_SOCKET", "").equals("none") || !Files.exists(socket)) {
            return OptionalInt.empty();
        }
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            List<Source> sources = files.get();
            watch(channel);
            try {
                send(channel, words, sources);
            } catch (IOException closed) {
                // it has said why, as a rule
            }
            return OptionalInt.of(converse(channel));
        } catch (UnservedException refused) {
            return unserved(refused.getMessage());
        } catch (IOException broken) {
            boolean there = answered || silent || Presence.isThere(places.run());
            return there ? unserved(silent ? "it does not answer" : broken.getMessage()) : OptionalInt.empty();
        }
    }

    private OptionalInt unserved(String why) {
        if (!kept && !printed) {
            output.message("the controller cannot be used: " + why + "; working without it");
            return OptionalInt.empty();
        }
        output.message("the controller has ended before the command was over: " + why + "; what was done stays, run it again for the rest");
        return OptionalInt.of(Exit.SURROUNDINGS.code());
    }

    /** A controller that hangs is not waited for. */
    private void watch(SocketChannel channel) {
        Thread watch = new Thread(() -> {
            try {
                Thread.sleep(ANSWER_MILLIS);
                if (!answered) {
                    silent = true;
                    channel.close();
                }
            } catch (InterruptedException | IOException over) {
                return;
            }
        }, "answer");
        watch.setDaemon(true);
        watch.start();
    }

    private void send(SocketChannel channel, List<String> words, List<Source> sources) throws IOException {
        send(channel, new Message.Head(Message.VERSION, words, facts()));
        for (Source source : sources) {
            int at = 0;
            do {
                int end = Math.min(source.bytes().length, at + Wire.PART);
                boolean more = end < source.bytes().length;
                send(channel, new Message.Part(source.file(), Arrays.copyOfRange(source.bytes(), at, end), more, source.refusal()));
                at = end;
            } while (at < source.bytes().length);
        }
        send(channel, new Message.Run());
    }

    private Map<String, String> facts() throws IOException {
        Map<String, String> facts = new HashMap<>();
        facts.put(Facts.COLOUR, String.valueOf(output.colour()));
        facts.put(Facts.WATCHED, String.valueOf(output.watched()));
        facts.put(Facts.DEBUG, String.valueOf("1".equals(host.variable("TOPO_DEBUG", ""))));
        facts.put(Facts.SUDO_USER, host.variable("SUDO_USER", ""));
        facts.putAll(surroundings(host));
        return facts;
    }

    /** What has to be the same for both sides, or the controller would do something else than this process. */
    static Map<String, String> surroundings(Host host) throws IOException {
        return Map.of(Facts.NETNS, Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(),
                Facts.STATE, Places.of(host).state().toString(),
                Facts.CGROUPS, host.variable("TOPO_CGROUP_ROOT", ""), Facts.IPTABLES, host.variable("TOPO_IPTABLES", ""));
    }

    private static void send(SocketChannel channel, Message message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Wire.bytes(message));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private int converse(SocketChannel channel) throws IOException {
        LineReader reader = new LineReader(Wire.MOST_LINE);
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        Deque<byte[]> lines = new ArrayDeque<>();
        while (true) {
            while (lines.isEmpty()) {
                if (channel.read(buffer.clear()) < 0) {
                    throw new UnservedException("it closed the connection");
                }
                lines.addAll(understood(() -> reader.add(buffer.flip())));
            }
            Message message = understood(() -> Wire.read(lines.remove()));
            answered = true;
            if (message instanceof Message.Exit exit) {
                return exit.status();
            }
            take(message, channel);
        }
    }

    private static <T> T understood(Supplier<T> read) throws UnservedException {
        try {
            return read.get();
        } catch (IllegalArgumentException | LineReader.TooLongException nonsense) {
            throw new UnservedException("what it answers is not understood: " + nonsense.getMessage());
        }
    }

    private void take(Message message, SocketChannel channel) throws IOException {
        if (message instanceof Message.Out out) {
            printed = true;
            output.out().append(out.text());
            if (output.out().checkError() && !deaf) {
                deaf = true;
                send(channel, new Message.Deaf());
            }
        } else if (message instanceof Message.Err err) {
            printed = true;
            output.err().append(err.text()).flush();
        } else if (message instanceof Message.Keep) {
            keep(channel);
        } else if (message instanceof Message.Refused refused) {
            throw new UnservedException(refused.message());
        }
    }

    private void keep(SocketChannel channel) throws IOException {
        SignalWatch.ignore("HUP");
        if (interruption.install(() -> stop(channel))) {
            kept = true;
            send(channel, new Message.Kept());
        }
    }

    private static void stop(SocketChannel channel) {
        try {
            send(channel, new Message.Stop());
        } catch (IOException ended) {
            // then there is nothing to stop
        }
    }
}
