package topo.kernel;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The C library of this process, which keeps what is received. */
public final class RecordingLibC implements LibC {
    private final LibC real = new JffiLibC();
    private final List<byte[]> received = new ArrayList<>();

    /** What has come since the last call of this. */
    public List<byte[]> take() {
        List<byte[]> taken = List.copyOf(received);
        received.clear();
        return taken;
    }

    @Override
    public int errno() {
        return real.errno();
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        return real.socket(domain, type, protocol);
    }

    @Override
    public int connect(int fd, byte[] address) {
        return real.connect(fd, address);
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        return real.setsockopt(fd, level, option, value);
    }

    @Override
    public int ioctl(int fd, long request) {
        return real.ioctl(fd, request);
    }

    @Override
    public long send(int fd, byte[] message, int length) {
        return real.send(fd, message, length);
    }

    @Override
    public long recv(int fd, ByteBuffer message, int flags) {
        long length = real.recv(fd, message, flags);
        if (length > 0) {
            byte[] datagram = new byte[(int) length];
            message.get(0, datagram);
            received.add(datagram);
        }
        return length;
    }

    @Override
    public int open(String path, int flags) {
        return real.open(path, flags);
    }

    @Override
    public int close(int fd) {
        return real.close(fd);
    }

    @Override
    public int setns(int fd, int type) {
        return real.setns(fd, type);
    }

    @Override
    public int unshare(int flags) {
        return real.unshare(flags);
    }

    @Override
    public int setrlimit(int resource, byte[] limits) {
        return real.setrlimit(resource, limits);
    }

    @Override
    public int mount(String source, String target, String type, long flags) {
        return real.mount(source, target, type, flags);
    }

    @Override
    public int umount2(String target, int flags) {
        return real.umount2(target, flags);
    }

    @Override
    public int setsid() {
        return real.setsid();
    }

    @Override
    public void signal(int number, long handler) {
        real.signal(number, handler);
    }
}
