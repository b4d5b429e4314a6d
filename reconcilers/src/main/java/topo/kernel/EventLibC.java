package topo.kernel;

import java.nio.ByteBuffer;

/**
 * The C library's functions that only the controller calls, for kernel events and its socket, bare: a result below 0 means failure, with the reason in
 * {@link #errno} of the same thread. Apart from {@link LibC}, so that a short run binds none of them. Every
 * {@link ByteBuffer} is a direct one and is read or filled from its start.
 */
public interface EventLibC {
    int errno();

    /** Where the buffer is, for structs that point at each other. */
    long address(ByteBuffer direct);

    int bind(int fd, byte[] address);

    int listen(int fd, int backlog);

    /** The address of who connects is not asked for. */
    int accept4(int fd, int flags);

    int setsockopt(int fd, int level, int option, byte[] value);

    /** {@code length}: a socklen_t, read and written. */
    int getsockopt(int fd, int level, int option, ByteBuffer value, ByteBuffer length);

    /** {@code header}: a struct msghdr, read and written. */
    long recvmsg(int fd, ByteBuffer header, int flags);

    long read(int fd, ByteBuffer bytes);

    long write(int fd, byte[] bytes);

    int eventfd(int value, int flags);

    int epoll_create1(int flags);

    /** {@code event}: a struct epoll_event. */
    int epoll_ctl(int epoll, int operation, int fd, byte[] event);

    /** {@code events}: room for {@code most} structs. {@code timeout} in milliseconds, -1 for ever. */
    int epoll_wait(int epoll, ByteBuffer events, int most, int timeout);

    int inotify_init1(int flags);

    int inotify_add_watch(int fd, String path, int mask);

    int inotify_rm_watch(int fd, int watch);
}
