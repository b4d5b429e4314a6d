package topo.kernel;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.MemoryIO;
import com.kenai.jffi.Type;
import java.nio.ByteBuffer;

/** The C library's functions for events, called through jffi as {@link JffiLibC} does. */
final class JffiEventLibC implements EventLibC {
    private static final Type INT = Type.SINT32;
    private static final Type LONG = Type.SLONG;
    private static final Type POINTER = Type.POINTER;

    private final Invoker invoker = Invoker.getInstance();
    private final Function bind = JffiLibC.function("bind", INT, INT, POINTER, INT);
    private final Function listen = JffiLibC.function("listen", INT, INT, INT);
    private final Function accept4 = JffiLibC.function("accept4", INT, INT, POINTER, POINTER, INT);
    private final Function setsockopt = JffiLibC.function("setsockopt", INT, INT, INT, INT, POINTER, INT);
    private final Function getsockopt = JffiLibC.function("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
    private final Function recvmsg = JffiLibC.function("recvmsg", LONG, INT, POINTER, INT);
    private final Function read = JffiLibC.function("read", LONG, INT, POINTER, LONG);
    private final Function write = JffiLibC.function("write", LONG, INT, POINTER, LONG);
    private final Function eventfd = JffiLibC.function("eventfd", INT, INT, INT);
    private final Function epollCreate = JffiLibC.function("epoll_create1", INT, INT);
    private final Function epollCtl = JffiLibC.function("epoll_ctl", INT, INT, INT, INT, POINTER);
    private final Function epollWait = JffiLibC.function("epoll_wait", INT, INT, POINTER, INT, INT);
    private final Function inotifyInit = JffiLibC.function("inotify_init1", INT, INT);
    private final Function inotifyAddWatch = JffiLibC.function("inotify_add_watch", INT, INT, POINTER, INT);
    private final Function inotifyRmWatch = JffiLibC.function("inotify_rm_watch", INT, INT, INT);

    @Override
    public int errno() {
        return LastError.getInstance().get();
    }

    @Override
    public long address(ByteBuffer direct) {
        return MemoryIO.getInstance().getDirectBufferAddress(direct);
    }

    @Override
    public int bind(int fd, byte[] address) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(bind);
        call.putInt(fd);
        call.putArray(address, 0, address.length, ArrayFlags.IN);
        call.putInt(address.length);
        return invoker.invokeInt(bind, call);
    }

    @Override
    public int listen(int fd, int backlog) {
        return ints(listen, fd, backlog);
    }

    @Override
    public int accept4(int fd, int flags) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(accept4);
        call.putInt(fd);
        call.putAddress(0);
        call.putAddress(0);
        call.putInt(flags);
        return invoker.invokeInt(accept4, call);
    }

    @Override
    public int setsockopt(int fd, int level, int option, byte[] value) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(setsockopt);
        call.putInt(fd);
        call.putInt(level);
        call.putInt(option);
        call.putArray(value, 0, value.length, ArrayFlags.IN);
        call.putInt(value.length);
        return invoker.invokeInt(setsockopt, call);
    }

    @Override
    public int getsockopt(int fd, int level, int option, ByteBuffer value, ByteBuffer length) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(getsockopt);
        call.putInt(fd);
        call.putInt(level);
        call.putInt(option);
        call.putDirectBuffer(value, 0, value.capacity());
        call.putDirectBuffer(length, 0, length.capacity());
        return invoker.invokeInt(getsockopt, call);
    }

    @Override
    public long recvmsg(int fd, ByteBuffer header, int flags) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(recvmsg);
        call.putInt(fd);
        call.putDirectBuffer(header, 0, header.capacity());
        call.putInt(flags);
        return invoker.invokeLong(recvmsg, call);
    }

    @Override
    public long read(int fd, ByteBuffer bytes) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(read);
        call.putInt(fd);
        call.putDirectBuffer(bytes, 0, bytes.capacity());
        call.putLong(bytes.capacity());
        return invoker.invokeLong(read, call);
    }

    @Override
    public long write(int fd, byte[] bytes) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(write);
        call.putInt(fd);
        call.putArray(bytes, 0, bytes.length, ArrayFlags.IN);
        call.putLong(bytes.length);
        return invoker.invokeLong(write, call);
    }

    @Override
    public int eventfd(int value, int flags) {
        return ints(eventfd, value, flags);
    }

    @Override
    public int epoll_create1(int flags) {
        return ints(epollCreate, flags);
    }

    @Override
    public int epoll_ctl(int epoll, int operation, int fd, byte[] event) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(epollCtl);
        call.putInt(epoll);
        call.putInt(operation);
        call.putInt(fd);
        call.putArray(event, 0, event.length, ArrayFlags.IN);
        return invoker.invokeInt(epollCtl, call);
    }

    @Override
    public int epoll_wait(int epoll, ByteBuffer events, int most, int timeout) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(epollWait);
        call.putInt(epoll);
        call.putDirectBuffer(events, 0, events.capacity());
        call.putInt(most);
        call.putInt(timeout);
        return invoker.invokeInt(epollWait, call);
    }

    @Override
    public int inotify_init1(int flags) {
        return ints(inotifyInit, flags);
    }

    @Override
    public int inotify_add_watch(int fd, String path, int mask) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(inotifyAddWatch);
        call.putInt(fd);
        JffiLibC.putText(call, path);
        call.putInt(mask);
        return invoker.invokeInt(inotifyAddWatch, call);
    }

    @Override
    public int inotify_rm_watch(int fd, int watch) {
        return ints(inotifyRmWatch, fd, watch);
    }

    private int ints(Function function, int... values) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(function);
        for (int value : values) {
            call.putInt(value);
        }
        return invoker.invokeInt(function, call);
    }
}
