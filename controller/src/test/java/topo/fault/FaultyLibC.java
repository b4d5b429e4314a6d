package topo.fault;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import topo.forwarding.ForwardingLibC;
import topo.kernel.Errno;

/** The C library with a fault. Closing is never refused: the descriptor is gone either way (man 2 close). */
public final class FaultyLibC extends ForwardingLibC {
    private static final int HEADER = 16;
    private static final int NLM_F_DUMP_INTR = 0x10;
    private static final int NLMSG_DONE = 3;
    private static final int MSG_DONTWAIT = 0x40;

    private final ThreadLocal<Integer> errno = new ThreadLocal<>();
    private final Script script;

    public FaultyLibC(Script script) {
        this.script = script;
    }

    @Override
    public int errno() {
        Integer own = errno.get();
        return own == null ? super.errno() : own;
    }

    private boolean isRefused(String call) {
        Fault fault = script.at(call);
        errno.remove();
        return fault != null && fail(fault.errno());
    }

    private boolean fail(Errno number) {
        errno.set(number.number());
        return true;
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return isRefused("socket") ? -1 : super.socket(domain, type, protocol);
    }

    @Override
    public int connect(int fd, byte[] address) {
        return isRefused("connect") ? -1 : super.connect(fd, address);
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        return isRefused("setsockopt") ? -1 : super.setsockopt(fd, level, option, value);
    }

    @Override
    public long send(int fd, byte[] message, int length) {
        return isRefused("send") ? -1 : super.send(fd, message, length);
    }

    @Override
    public long recv(int fd, ByteBuffer message, int flags) {
        errno.remove();
        if ((flags & MSG_DONTWAIT) != 0) {
            return super.recv(fd, message, flags);
        }
        Fault fault = script.at("recv");
        if (fault == null) {
            return super.recv(fd, message, flags);
        }
        return switch (fault.how()) {
            case STRAY -> stray(message);
            case TRUNCATED -> Math.max(super.recv(fd, message, flags), message.capacity() + 1L);
            case INTERRUPTED -> interrupted(message, super.recv(fd, message, flags));
            case GARBLED -> Math.min(super.recv(fd, message, flags), HEADER - 1);
            case LOST -> {
                super.recv(fd, message, flags);
                fail(Errno.EAGAIN);
                yield -1;
            }
            default -> {
                fail(fault.errno());
                yield -1;
            }
        };
    }

    private static long stray(ByteBuffer message) {
        ByteBuffer datagram = message.duplicate().order(ByteOrder.nativeOrder());
        datagram.clear();
        datagram.putInt(HEADER + 4).putShort((short) NLMSG_DONE).putShort((short) NLM_F_DUMP_INTR).putInt(0x7ffffff0).putInt(0);
        datagram.putInt(-Errno.EPERM.number());
        return HEADER + 4;
    }

    private static long interrupted(ByteBuffer message, long length) {
        ByteBuffer datagram = message.duplicate().order(ByteOrder.nativeOrder());
        for (int at = 0; length - at >= HEADER;) {
            datagram.putShort(at + 6, (short) (datagram.getShort(at + 6) | NLM_F_DUMP_INTR));
            at += Math.max(HEADER, datagram.getInt(at) + 3 & ~3);
        }
        return length;
    }

    @Override
    public int open(String path, int flags) {
        return isRefused("open") ? -1 : super.open(path, flags);
    }

    @Override
    public int setns(int fd, int type) {
        return isRefused("setns") ? -1 : super.setns(fd, type);
    }

    @Override
    public int unshare(int flags) {
        return isRefused("unshare") ? -1 : super.unshare(flags);
    }

    @Override
    public int mount(String source, String target, String type, long flags) {
        return isRefused("mount") ? -1 : super.mount(source, target, type, flags);
    }

    @Override
    public int umount2(String target, int flags) {
        return isRefused("umount2") ? -1 : super.umount2(target, flags);
    }

    /** Neither of these is for a whole test run to live with. */
    @Override
    public int setsid() {
        return 0;
    }

    @Override
    public void signal(int number, long handler) {}
}
