package topo.kernel;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.annotations.Variadic;
import jnr.ffi.types.intptr_t;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;
import jnr.ffi.types.u_int64_t;

/**
 * The C library's functions that topo calls, bound by jnr-ffi; only {@link Native} sees them. A result below 0 means failure, with
 * the reason in errno of the same thread. No default methods: the binder would look for a C symbol of that name.
 */
public interface LibC {
    int socket(int domain, int type, int protocol);

    int connect(int fd, @In byte[] address, int length);

    int setsockopt(int fd, int level, int option, @In byte[] value, int length);

    @ssize_t long send(int fd, @In byte[] message, @size_t long length, int flags);

    @ssize_t long recv(int fd, @Out ByteBuffer message, @size_t long length, int flags);

    @Variadic(fixedCount = 2)
    int open(String path, int flags, int mode);

    int close(int fd);

    int setns(int fd, int type);

    int unshare(int flags);

    int mount(String source, String target, String type, @u_int64_t long flags, Pointer data);

    int umount2(String target, int flags);

    /** {@code handler}: an address, or 1 for SIG_IGN. */
    @intptr_t long signal(int number, @intptr_t long handler);
}
