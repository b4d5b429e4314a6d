package topo.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import topo.kernel.Errno;
import topo.kernel.KernelException;

/**
 * Requests and dumps over one {@link Transport}. Not thread-safe; may be handed from thread to thread.
 *
 * <p>A dump that the kernel flags as interrupted (NLM_F_DUMP_INTR: the tables changed meanwhile) is taken again, and fails after
 * {@link #DUMP_TRIES}: a partial dump is never returned. So is one of which answers were lost (ENOBUFS) or cut, the latter with a larger
 * buffer. Answers to requests that change something cannot be had again: their loss is an error.
 */
public final class NetlinkSocket implements AutoCloseable {
    /** The kernel fills dump datagrams up to 32 KiB; 64 leaves room for a single large message. */
    public static final int BUFFER_BYTES = 65536;

    private static final int DUMP_TRIES = 8;
    private static final int MOST_BUFFER_BYTES = 16 << 20;

    private final Transport transport;
    private final BufferPool buffers;
    private int sequence = 1;

    public NetlinkSocket(Transport transport, BufferPool buffers) {
        this.transport = transport;
        this.buffers = buffers;
    }

    /** Starts a list of requests that go to the kernel together. */
    public Batch batch() {
        return new Batch(this);
    }

    /** As {@link Transport#openNetns}. */
    public int openNetns() {
        return transport.openNetns();
    }

    int nextSequence() {
        return sequence++;
    }

    /** A writer with the request's header written; the fixed part, attributes and {@link MessageWriter#end} are the caller's. */
    public MessageWriter dumpRequest(int type) {
        return new MessageWriter().begin(type, Message.NLM_F_REQUEST | Message.NLM_F_DUMP, nextSequence());
    }

    /**
     * Sends a dump request and hands each answer to {@code each}, whose collected results must be dropped when {@code restart} runs.
     *
     * @throws KernelException if the kernel refuses, or if no try gave a whole dump
     */
    public void dump(String what, MessageWriter request, Runnable restart, Consumer<Message> each) {
        int expected = ByteBuffer.wrap(request.array()).order(ByteOrder.nativeOrder()).getInt(8);
        int size = BUFFER_BYTES;
        KernelException trouble = null;
        for (int attempt = 0; attempt < DUMP_TRIES && size <= MOST_BUFFER_BYTES; attempt++) {
            restart.run();
            try {
                transport.send(request.array(), request.length());
                if (readDump(what, expected, size, each)) {
                    return;
                }
                trouble = new KernelException(what, Errno.EINTR.number(), "the tables kept changing during " + DUMP_TRIES + " dumps");
            } catch (CutAnswerException cut) {
                transport.drain();
                size = Integer.highestOneBit(Math.max(1, cut.length() - 1)) << 1;
                trouble = new KernelException(what, Errno.EMSGSIZE.number(), cut.getMessage());
            } catch (KernelException refused) {
                transport.drain();
                if (refused.errno() != Errno.ENOBUFS) {
                    throw refused;
                }
                trouble = new KernelException(what, Errno.ENOBUFS.number(), "answers were lost");
            } catch (DecodeException malformed) {
                // Of a dump that is under way the rest would come as the answer to the next request.
                transport.drain();
                throw malformed;
            }
        }
        restart.run();
        throw trouble;
    }

    private boolean readDump(String what, int expected, int size, Consumer<Message> each) {
        ByteBuffer buffer = buffers.take(size);
        try {
            boolean whole = true;
            while (true) {
                int length = receive(buffer);
                for (int at = 0; at < length;) {
                    Message message = Message.at(buffer, at, length);
                    at += (message.end() - at + 3) & ~3;
                    if (message.sequence() != expected) {
                        continue;
                    }
                    whole &= (message.flags() & Message.NLM_F_DUMP_INTR) == 0;
                    if (message.type() == Message.NLMSG_DONE) {
                        check(what, new Acknowledgement(Acknowledgement.doneErrno(message), ""));
                        return whole;
                    } else if (message.type() == Message.NLMSG_ERROR) {
                        check(what, Acknowledgement.parse(message));
                    } else {
                        each.accept(message);
                    }
                }
            }
        } finally {
            buffers.give(buffer);
        }
    }

    /**
     * Sends requests {@code first..last}, of which the last asks for an acknowledgement, and waits for it. The kernel works through a
     * datagram in order and always answers a failed request, so no answer means success.
     */
    Map<Integer, Acknowledgement> exchange(MessageWriter requests, int last, Consumer<Message> replies) {
        try {
            transport.send(requests.array(), requests.length());
            return readAnswers(last, replies);
        } catch (CutAnswerException cut) {
            transport.drain();
            throw unknown(Errno.EMSGSIZE, cut.getMessage());
        } catch (KernelException refused) {
            transport.drain();
            throw refused.errno() == Errno.ENOBUFS ? unknown(Errno.ENOBUFS, "answers were lost") : refused;
        } catch (DecodeException malformed) {
            transport.drain();
            throw malformed;
        }
    }

    private static KernelException unknown(Errno errno, String words) {
        return new KernelException("send requests", errno.number(), words + ", so that it is not known which of them were carried out");
    }

    private Map<Integer, Acknowledgement> readAnswers(int last, Consumer<Message> replies) {
        Map<Integer, Acknowledgement> answers = new HashMap<>();
        ByteBuffer buffer = buffers.take(BUFFER_BYTES);
        try {
            while (true) {
                int length = receive(buffer);
                for (int at = 0; at < length;) {
                    Message message = Message.at(buffer, at, length);
                    at += (message.end() - at + 3) & ~3;
                    if (message.type() != Message.NLMSG_ERROR) {
                        replies.accept(message);
                        continue;
                    }
                    Acknowledgement answer = Acknowledgement.parse(message);
                    if (answer.errno() != 0) {
                        answers.put(message.sequence(), answer);
                    }
                    if (message.sequence() == last) {
                        return answers;
                    }
                }
            }
        } finally {
            buffers.give(buffer);
        }
    }

    private int receive(ByteBuffer buffer) {
        int length = transport.receive(buffer);
        if (length > buffer.capacity()) {
            throw new CutAnswerException(length);
        }
        return length;
    }

    /** A datagram that was longer than the buffer; its end is lost. */
    private static final class CutAnswerException extends RuntimeException {
        private final int length;

        CutAnswerException(int length) {
            super("an answer of " + length + " bytes was cut");
            this.length = length;
        }

        int length() {
            return length;
        }
    }

    private static void check(String what, Acknowledgement answer) {
        if (answer.errno() != 0) {
            throw new KernelException(what, answer.errno(), answer.words());
        }
    }

    @Override
    public void close() {
        transport.close();
    }
}
