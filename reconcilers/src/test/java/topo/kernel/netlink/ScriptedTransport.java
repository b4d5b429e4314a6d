package topo.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import topo.kernel.Errno;
import topo.kernel.KernelException;

/** A kernel that says what the script has for each datagram sent, and keeps all that was sent. A wait for more than that fails the test. */
public final class ScriptedTransport implements Transport {
    private final Deque<Function<List<byte[]>, List<byte[]>>> script = new ArrayDeque<>();
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final List<byte[]> sent = new ArrayList<>();
    private Function<List<byte[]>, List<byte[]>> otherwise;
    private final List<Integer> rooms = new ArrayList<>();
    private int pretended;
    private boolean pretendsAlways;
    private Errno refusal;
    private int refusals;
    private int drained;

    /** The answers to the next datagram, made from its requests. */
    public ScriptedTransport then(Function<List<byte[]>, List<byte[]>> answers) {
        script.add(answers);
        return this;
    }

    /** The answers to every datagram that the script has nothing for. */
    public ScriptedTransport always(Function<List<byte[]>, List<byte[]>> answers) {
        otherwise = answers;
        return this;
    }

    /** The next receive says that the datagram had this many bytes. */
    public void pretend(int length) {
        pretended = length;
    }

    /** Every receive says so. */
    public void pretendAlways(int length) {
        pretended = length;
        pretendsAlways = true;
    }

    /** So many receives fail with this. */
    public void refuse(Errno errno, int times) {
        refusal = errno;
        refusals = times;
    }

    /** How large the buffers were. */
    public List<Integer> rooms() {
        return rooms.stream().distinct().toList();
    }

    public int drained() {
        return drained;
    }

    /** A kernel that does all it is asked to. */
    public static ScriptedTransport willing() {
        return new ScriptedTransport().always(requests ->
                List.of(Messages.answer(Messages.sequence(requests.get(requests.size() - 1)), 0)));
    }

    public NetlinkSocket socket() {
        return new NetlinkSocket(this, new BufferPool());
    }

    public List<byte[]> sent() {
        return sent;
    }

    /** Every request sent, taken out of the datagrams. */
    public List<byte[]> requests() {
        List<byte[]> all = new ArrayList<>();
        sent.forEach(datagram -> all.addAll(split(datagram)));
        return all;
    }

    private static List<byte[]> split(byte[] datagram) {
        List<byte[]> messages = new ArrayList<>();
        for (int at = 0; at < datagram.length;) {
            int length = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder()).getInt(at);
            messages.add(Arrays.copyOfRange(datagram, at, at + length));
            at += (length + 3) & ~3;
        }
        return messages;
    }

    @Override
    public void send(byte[] bytes, int length) {
        byte[] datagram = Arrays.copyOf(bytes, length);
        sent.add(datagram);
        Function<List<byte[]>, List<byte[]>> answers = script.isEmpty() ? otherwise : script.poll();
        if (answers == null) {
            throw new AssertionError("datagram " + sent.size() + " was not expected");
        }
        waiting.addAll(answers.apply(split(datagram)));
    }

    @Override
    public int receive(ByteBuffer buffer) {
        rooms.add(buffer.capacity());
        if (refusals > 0) {
            refusals--;
            throw new KernelException("receive over netlink", refusal.number());
        }
        byte[] datagram = waiting.poll();
        if (datagram == null) {
            throw new AssertionError("waits for an answer that never comes");
        }
        buffer.clear();
        buffer.put(datagram, 0, Math.min(datagram.length, buffer.capacity()));
        int length = pretended != 0 ? pretended : datagram.length;
        pretended = pretendsAlways ? pretended : 0;
        return length;
    }

    @Override
    public void drain() {
        drained++;
        waiting.clear();
    }

    @Override
    public int openNetns() {
        throw new UnsupportedOperationException("a script is in no namespace");
    }

    @Override
    public void close() {}
}
