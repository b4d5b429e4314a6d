package topo.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import topo.api.yaml.Source;
import topo.kernel.Peer;

/** One client, from its first byte to its last. Knows nothing of descriptors. For the socket's thread, but for what {@link Talk} does. */
final class Connection {
    private enum Phase { ASKING, RUNNING, CLOSING }

    private final Peer peer;
    private final Outbound outbound;
    private final Work work;
    private final Patience patience;
    private final LongSupplier nanos;
    private final LineReader lines = new LineReader(Wire.MOST_LINE);
    private final long born;
    private final List<Source> sources = new ArrayList<>();
    private ByteArrayOutputStream file;
    private Message.Head head;
    private Phase phase = Phase.ASKING;
    private Talk talk;
    private long heard;
    private long bytes;
    private long charged;

    /** What a connection asks of the server. */
    interface Work {
        Optional<Message.Refused> refusal(Message.Head head, Peer peer);

        /** Begins the command, and calls {@code ended} when it is over; false if there are too many. */
        boolean begin(Request request, Peer peer, Talk talk, Runnable ended);

        Budget budget();
    }

    Connection(Peer peer, Outbound outbound, Work work, Patience patience, LongSupplier nanos) {
        this.peer = peer;
        this.outbound = outbound;
        this.work = work;
        this.patience = patience;
        this.nanos = nanos;
        this.born = nanos.getAsLong();
        this.heard = born;
    }

    Outbound outbound() {
        return outbound;
    }

    /** Takes what came. */
    void receive(ByteBuffer came) {
        heard = nanos.getAsLong();
        if (phase == Phase.CLOSING) {
            return;
        }
        try {
            for (byte[] line : lines.add(came)) {
                if (phase != Phase.CLOSING) {
                    answer(Wire.read(line));
                }
            }
            charge();
        } catch (LineReader.TooLongException large) {
            refuse(Refusal.LARGE, large.getMessage());
        } catch (RuntimeException wrong) {
            refuse(Refusal.MALFORMED, "a line is not understood: " + wrong.getMessage());
        }
    }

    private void answer(Message message) {
        switch (phase) {
            case ASKING -> asked(message);
            case RUNNING -> told(message);
            case CLOSING -> throw new IllegalStateException("nothing is expected any more");
        }
    }

    private void asked(Message message) {
        if (head == null) {
            begin(message);
        } else if (message instanceof Message.Part part) {
            take(part);
        } else if (message instanceof Message.Run && file == null) {
            run();
        } else {
            throw new IllegalArgumentException("a file or \"run\" was expected");
        }
    }

    private void begin(Message message) {
        if (!(message instanceof Message.Head first)) {
            throw new IllegalArgumentException("the version and the words come first");
        }
        if (first.version() != Message.VERSION) {
            refuse(Refusal.VERSION, "this controller speaks version " + Message.VERSION + ", not " + first.version());
            return;
        }
        head = first;
        work.refusal(first, peer).ifPresent(this::refuse);
    }

    private void take(Message.Part part) {
        if (part.refusal() != null) {
            sources.add(new Source(part.file(), new byte[0], part.refusal()));
            return;
        }
        if (file == null) {
            file = new ByteArrayOutputStream(part.data().length);
        }
        file.writeBytes(part.data());
        bytes += part.data().length;
        if (!part.more()) {
            sources.add(Source.of(part.file(), file.toByteArray()));
            file = null;
        }
    }

    private void run() {
        talk = new Talk(outbound);
        Request request = new Request(head, sources);
        sources.clear();
        phase = Phase.RUNNING;
        long held = charged;
        charged = 0;
        bytes = 0;
        if (!work.begin(request, peer, talk, () -> work.budget().take(-held))) {
            work.budget().take(-held);
            refuse(Refusal.BUSY, "it is busy with other commands");
        }
    }

    private void told(Message message) {
        if (message instanceof Message.Kept) {
            talk.kept();
        } else if (message instanceof Message.Stop) {
            talk.stop();
        } else if (message instanceof Message.Deaf) {
            talk.deaf();
        } else {
            throw new IllegalArgumentException("it is not expected now");
        }
    }

    /** What is held of a request counts, twice, as a file is put together from parts. */
    private void charge() {
        long now = phase == Phase.CLOSING ? 0 : lines.held() + 2 * bytes;
        if (work.budget().take(now - charged)) {
            charged = now;
        } else {
            refuse(Refusal.BUSY, "it holds as many files of other clients as it can");
        }
    }

    private void refuse(Refusal reason, String words) {
        refuse(new Message.Refused(reason.word(), words));
    }

    private void refuse(Message.Refused refused) {
        if (phase == Phase.RUNNING) {
            talk.leave();
        }
        phase = Phase.CLOSING;
        try {
            outbound.put(Wire.bytes(refused), false);
        } catch (IOException gone) {
            outbound.drop();
        }
        outbound.finish();
        release();
    }

    private void release() {
        sources.clear();
        file = null;
        bytes = 0;
        work.budget().take(-charged);
        charged = 0;
    }

    /** The client has closed its end, or is dropped. */
    void leave() {
        if (phase == Phase.RUNNING) {
            talk.leave();
        }
        outbound.drop();
        phase = Phase.CLOSING;
        release();
    }

    /** The server ends, and this with it unless its command has begun to change something. */
    void end() {
        if (phase == Phase.ASKING || phase == Phase.RUNNING && !talk.end()) {
            refuse(Refusal.ENDING, "the controller ends");
        }
    }

    /** Whether it is to be closed now. */
    boolean isOver() {
        return outbound.isOver() && phase != Phase.ASKING;
    }

    /** Whether it has taken longer than it may for what it does. */
    boolean isLate() {
        long now = nanos.getAsLong();
        return switch (phase) {
            case ASKING -> now - heard > patience.idleNanos() || now - born > patience.requestNanos();
            case RUNNING -> outbound.stalled() > patience.stallNanos();
            case CLOSING -> outbound.stalled() > patience.closingNanos();
        };
    }
}
