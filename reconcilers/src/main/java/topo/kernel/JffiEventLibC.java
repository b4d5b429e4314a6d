package topo.kernel;

import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;

/** The C library's functions for events, called through jffi as {@link JffiLibC} does. */
final class JffiEventLibC extends JffiCalls implements EventLibC {
    private final Function bind = function("bind", INT, INT, POINTER, INT);
    private final Function listen = function("listen", INT, INT, INT);
    private final Function accept4 = function("accept4", INT, INT, POINTER, POINTER, INT);
    private final Function getsockopt = function("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
    private final Function recvmsg = function("recvmsg", LONG, INT, POINTER, INT);
    private final Function read = function("read", LONG, INT, POINTER, LONG);
    private final Function write = function("write", LONG, INT, POINTER, LONG);
    private final Function eventfd = function("eventfd", INT, INT, INT);
    private final Function epollCreate = function("epoll_create1", INT, INT);
    private final Function epollCtl = function("epoll_ctl", INT, INT, INT, INT, POINTER);
    private final Function epollWait = function("epoll_wait", INT, INT, POINTER, INT, INT);
    private final Function inotifyInit = function("inotify_init1", INT, INT);
    private final Function inotifyAddWatch = function("inotify_add_watch", INT, INT, POINTER, INT);
    private final Function inotifyRmWatch = function("inotify_rm_watch", INT, INT, INT);

    @Override
    public long address(ByteBuffer direct) {
        return MemoryIO.getInstance().getDirectBufferAddress(direct);
    }

    @Override
    public int bind(int fd, byte[] address) {
        HeapInvocationBuffer call = start(bind, fd);
        putWithLength(call, address);
        return invoker.invokeInt(bind, call);
    }

    @Override
    public int listen(int fd, int backlog) {
        return call(listen, fd, backlog);
    }

    @Override
    public int accept4(int fd, int flags) {
        HeapInvocationBuffer call = start(accept4, fd);
        call.putAddress(0);
        call.putAddress(0);
        call.putInt(flags);
        return invoker.invokeInt(accept4, call);
    }

    @Override
    public int getsockopt(int fd, int level, int option, ByteBuffer value, ByteBuffer length) {
        HeapInvocationBuffer call = start(getsockopt, fd, level, option);
        put(call, value);
        put(call, length);
        return invoker.invokeInt(getsockopt, call);
    }

    @Override
    public long recvmsg(int fd, ByteBuffer header, int flags) {
        HeapInvocationBuffer call = start(recvmsg, fd);
        put(call, header);
        call.putInt(flags);
        return invoker.invokeLong(recvmsg, call);
    }

    @Override
    public long read(int fd, ByteBuffer bytes) {
        HeapInvocationBuffer call = start(read, fd);
        put(call, bytes);
        call.putLong(bytes.capacity());
        return invoker.invokeLong(read, call);
    }

    @Override
    public long write(int fd, byte[] bytes) {
        HeapInvocationBuffer call = start(write, fd);
        put(call, bytes);
        call.putLong(bytes.length);
        return invoker.invokeLong(write, call);
    }

    @Override
    public int eventfd(int value, int flags) {
        return call(eventfd, value, flags);
    }

    @Override
    public int epoll_create1(int flags) {
        return call(epollCreate, flags);
    }

    @Override
    public int epoll_ctl(int epoll, int operation, int fd, byte[] event) {
        HeapInvocationBuffer call = start(epollCtl, epoll, operation, fd);
        put(call, event);
        return invoker.invokeInt(epollCtl, call);
    }

    @Override
    public int epoll_wait(int epoll, ByteBuffer events, int most, int timeout) {
        HeapInvocationBuffer call = start(epollWait, epoll);
        put(call, events);
        call.putInt(most);
        call.putInt(timeout);
        return invoker.invokeInt(epollWait, call);
    }

    @Override
    public int inotify_init1(int flags) {
        return call(inotifyInit, flags);
    }

    @Override
    public int inotify_add_watch(int fd, String path, int mask) {
        HeapInvocationBuffer call = start(inotifyAddWatch, fd);
        put(call, path);
        call.putInt(mask);
        return invoker.invokeInt(inotifyAddWatch, call);
    }

    @Override
    public int inotify_rm_watch(int fd, int watch) {
        return call(inotifyRmWatch, fd, watch);
    }
}
