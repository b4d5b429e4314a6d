package topo.forwarding;

import java.nio.ByteBuffer;
import topo.kernel.LibC;
import topo.kernel.SystemLibC;

/** The C library. */
public abstract class ForwardingLibC implements LibC {
    private final LibC real = SystemLibC.open();

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
        return real.recv(fd, message, flags);
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
