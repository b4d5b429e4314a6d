package topo.kernel.netlink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import topo.kernel.KernelException;

/**
 * Requests for one socket that go to the kernel in as few datagrams as possible. Each has a callback for its failure; later requests are carried
 * out whatever became of earlier ones. Only the last request of a datagram asks for an acknowledgement, which halves the system calls.
 * Failures come back one answer each, so a datagram holds no more requests than the receive buffer has room for answers: what does not fit
 * is lost, and with it what became of the requests.
 */
public final class Batch {
    /** 128 failed requests of some 900 bytes of kernel memory each stay below the default receive buffer of 212,992 bytes. */
    private static final int MOST_REQUESTS = 128;
    private static final int MOST_BYTES = 32768;
    /** How many failures take as much room as a message with which the kernel answers; one of a link may take 4 KiB. */
    private static final int MESSAGE = 5;

    private final NetlinkSocket socket;
    private final MessageWriter writer = new MessageWriter();
    private final List<Request> pending = new ArrayList<>();
    /** Of those, the ones that the kernel answers with a message, by their sequence numbers. */
    private final Map<Integer, Request> asking = new HashMap<>();
    private int room = MOST_REQUESTS;

    private record Request(int sequence, String operation, Consumer<KernelException> onFailure, Consumer<Message> onReply) {}

    Batch(NetlinkSocket socket) {
        this.socket = socket;
    }

    /** Begins a request; the caller writes its fixed part and attributes, then calls {@link MessageWriter#end}. Full datagrams are sent first. */
    public MessageWriter request(int type, int flags, String operation, Consumer<KernelException> onFailure) {
        return add(type, flags, 1, new Request(socket.nextSequence(), operation, onFailure, message -> { }));
    }

    /** As above for a request that the kernel answers with a message. */
    public MessageWriter request(int type, int flags, String operation, Consumer<KernelException> onFailure, Consumer<Message> onReply) {
        Request request = new Request(socket.nextSequence(), operation, onFailure, onReply);
        MessageWriter begun = add(type, flags, MESSAGE, request);
        asking.put(request.sequence(), request);
        return begun;
    }

    private MessageWriter add(int type, int flags, int answer, Request request) {
        if (room < answer || writer.length() > MOST_BYTES) {
            flush();
        }
        room -= answer;
        pending.add(request);
        return writer.begin(type, Message.NLM_F_REQUEST | flags, request.sequence());
    }

    /** Sends what is pending and returns when the kernel has carried it out; the callbacks run before. */
    public void flush() {
        if (pending.isEmpty()) {
            return;
        }
        writer.addFlags(Message.NLM_F_ACK);
        List<Request> sent = List.copyOf(pending);
        Map<Integer, Acknowledgement> failed;
        try {
            failed = socket.exchange(writer, sent.get(sent.size() - 1).sequence(), reply -> {
                Request asked = asking.get(reply.sequence());
                if (asked != null) {
                    asked.onReply().accept(reply);
                }
            });
        } finally {
            writer.clear();
            pending.clear();
            asking.clear();
            room = MOST_REQUESTS;
        }
        if (!failed.isEmpty()) {
            for (Request request : sent) {
                Acknowledgement answer = failed.get(request.sequence());
                if (answer != null) {
                    request.onFailure().accept(new KernelException(request.operation(), answer.errno(), answer.words()));
                }
            }
        }
    }
}
