package topo.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** A kernel that gives the same datagrams as answer to every request, and nothing after them (EAGAIN, as a receive that waits too long). */
public final class ReplayingLibC implements LibC {
    private final List<byte[]> answers;
    private final UnaryOperator<byte[]> bend;
    private final Deque<byte[]> waiting = new ArrayDeque<>();

    /** {@code bend} is given each datagram when it has the sequence number of the request. */
    public ReplayingLibC(List<byte[]> answers, UnaryOperator<byte[]> bend) {
        this.answers = answers;
        this.bend = bend;
    }

    @Override
    public int errno() {
        return Errno.EAGAIN.number();
    }

    @Override
    public int ioctl(int fd, long request) {
        return 0;
    }

    @Override
    public long send(int fd, byte[] message, int length) {
        int sequence = ByteBuffer.wrap(message).order(ByteOrder.nativeOrder()).getInt(8);
        for (byte[] answer : answers) {
            waiting.add(bend.apply(inSequence(answer.clone(), sequence)));
        }
        return length;
    }

    private static byte[] inSequence(byte[] datagram, int sequence) {
        ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        for (int at = 0; at < datagram.length; at += bytes.getInt(at) + 3 & ~3) {
            bytes.putInt(at + 8, sequence);
        }
        return datagram;
    }

    @Override
    public long recv(int fd, ByteBuffer message, int flags) {
        byte[] datagram = waiting.poll();
        if (datagram == null) {
            return -1;
        }
        int length = Math.min(datagram.length, message.capacity());
        message.duplicate().clear().put(datagram, 0, length);
        return datagram.length;
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return 0;
    }

    @Override
    public int connect(int fd, byte[] address) {
        return 0;
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        return 0;
    }

    @Override
    public int open(String path, int flags) {
        return 0;
    }

    @Override
    public int close(int fd) {
        return 0;
    }

    @Override
    public int setns(int fd, int type) {
        return 0;
    }

    @Override
    public int unshare(int flags) {
        return 0;
    }

    @Override
    public int setrlimit(int resource, byte[] limits) {
        return 0;
    }

    @Override
    public int mount(String source, String target, String type, long flags) {
        return 0;
    }

    @Override
    public int umount2(String target, int flags) {
        return 0;
    }

    @Override
    public int setsid() {
        return 0;
    }

    @Override
    public void signal(int number, long handler) {}
}
