package topo.kernel;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;

/**
 * The C library's functions that topo calls, bound by jnr-ffi; only {@link Native} sees them. A result below 0 means failure, with
 * the reason in errno of the same thread. Java's long is C's long here, which size_t, ssize_t and the flags of mount are as wide as; without
 * annotations for that, binding takes half the time. No default methods: the binder would look for a C symbol of that name.
 */
public interface LibC {
    int socket(int domain, int type, int protocol);

    int connect(int fd, byte[] address, int length);

    int setsockopt(int fd, int level, int option, byte[] value, int length);

    long send(int fd, byte[] message, long length, int flags);

    long recv(int fd, ByteBuffer message, long length, int flags);

    int open(String path, int flags, int mode);

    int close(int fd);

    int setns(int fd, int type);

    int unshare(int flags);

    int setrlimit(int resource, byte[] limits);

    int mount(String source, String target, String type, long flags, Pointer data);

    int umount2(String target, int flags);

    /** {@code handler}: an address, or 1 for SIG_IGN. */
    long signal(int number, long handler);
}
