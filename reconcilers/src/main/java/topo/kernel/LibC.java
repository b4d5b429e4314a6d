package topo.kernel;

import java.nio.ByteBuffer;

/**
 * The C library's functions that every run calls, bare: a result below 0 means failure, with the reason in {@link #errno} of the same
 * thread. Java's long stands for C's long and size_t. {@link Native} gives them errors and words; an interface so that tests can put a
 * fault, or an end of the process, at any call.
 */
public interface LibC {
    int errno();

    int socket(int domain, int type, int protocol);

    int connect(int fd, byte[] address);

    int setsockopt(int fd, int level, int option, byte[] value);

    /** Of a request that takes no argument. */
    int ioctl(int fd, long request);

    long send(int fd, byte[] message, int length);

    /** Into a direct buffer, from its start. */
    long recv(int fd, ByteBuffer message, int flags);

    int open(String path, int flags);

    int close(int fd);

    int setns(int fd, int type);

    int unshare(int flags);

    /** {@code limits}: a struct rlimit. */
    int setrlimit(int resource, byte[] limits);

    int mount(String source, String target, String type, long flags);

    int umount2(String target, int flags);

    int setsid();

    /** {@code handler}: an address, or 1 for SIG_IGN. */
    void signal(int number, long handler);
}
