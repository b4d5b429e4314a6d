package topo.kernel;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import java.nio.ByteBuffer;

/**
 * The C library called through jffi, the layer that jnr-ffi calls native code by. Binding an interface with jnr-ffi itself takes 75 ms of
 * a run of 400, and each call goes through a proxy; what is called once a run, such as execve, is bound that way.
 */
final class JffiLibC extends JffiCalls implements LibC {
    private final Function socket = function("socket", INT, INT, INT, INT);
    private final Function connect = function("connect", INT, INT, POINTER, INT);
    private final Function ioctl = function("ioctl", INT, INT, LONG);
    private final Function send = function("send", LONG, INT, POINTER, LONG, INT);
    private final Function recv = function("recv", LONG, INT, POINTER, LONG, INT);
    private final Function open = function("open", INT, POINTER, INT, INT);
    private final Function close = function("close", INT, INT);
    private final Function setns = function("setns", INT, INT, INT);
    private final Function unshare = function("unshare", INT, INT);
    private final Function setrlimit = function("setrlimit", INT, INT, POINTER);
    private final Function mount = function("mount", INT, POINTER, POINTER, POINTER, LONG, POINTER);
    private final Function umount2 = function("umount2", INT, POINTER, INT);
    private final Function setsid = function("setsid", INT);
    private final Function signal = function("signal", POINTER, INT, POINTER);

    @Override
    public int socket(int domain, int type, int protocol) {
        return call(socket, domain, type, protocol);
    }

    @Override
    public int connect(int fd, byte[] address) {
        HeapInvocationBuffer call = start(connect, fd);
        putWithLength(call, address);
        return invoker.invokeInt(connect, call);
    }

    @Override
    public int ioctl(int fd, long request) {
        HeapInvocationBuffer call = start(ioctl, fd);
        call.putLong(request);
        return invoker.invokeInt(ioctl, call);
    }

    @Override
    public long send(int fd, byte[] message, int length) {
        HeapInvocationBuffer call = start(send, fd);
        call.putArray(message, 0, length, ArrayFlags.IN);
        call.putLong(length);
        call.putInt(0);
        return invoker.invokeLong(send, call);
    }

    @Override
    public long recv(int fd, ByteBuffer message, int flags) {
        HeapInvocationBuffer call = start(recv, fd);
        put(call, message);
        call.putLong(message.capacity());
        call.putInt(flags);
        return invoker.invokeLong(recv, call);
    }

    @Override
    public int open(String path, int flags) {
        HeapInvocationBuffer call = start(open);
        put(call, path);
        call.putInt(flags);
        call.putInt(0);
        return invoker.invokeInt(open, call);
    }

    @Override
    public int close(int fd) {
        return call(close, fd);
    }

    @Override
    public int setns(int fd, int type) {
        return call(setns, fd, type);
    }

    @Override
    public int unshare(int flags) {
        return call(unshare, flags);
    }

    @Override
    public int setrlimit(int resource, byte[] limits) {
        HeapInvocationBuffer call = start(setrlimit, resource);
        put(call, limits);
        return invoker.invokeInt(setrlimit, call);
    }

    @Override
    public int mount(String source, String target, String type, long flags) {
        HeapInvocationBuffer call = start(mount);
        put(call, source);
        put(call, target);
        put(call, type);
        call.putLong(flags);
        call.putAddress(0);
        return invoker.invokeInt(mount, call);
    }

    @Override
    public int umount2(String target, int flags) {
        HeapInvocationBuffer call = start(umount2);
        put(call, target);
        call.putInt(flags);
        return invoker.invokeInt(umount2, call);
    }

    @Override
    public int setsid() {
        return call(setsid);
    }

    @Override
    public void signal(int number, long handler) {
        HeapInvocationBuffer call = start(signal, number);
        call.putAddress(handler);
        invoker.invokeAddress(signal, call);
    }
}
