package topo.kernel;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.CallContext;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The C library called through jffi, the layer that jnr-ffi calls native code by. Binding an interface with jnr-ffi itself takes 75 ms of
 * a run of 400, and each call goes through a proxy; what is called once a run, such as execve, is bound that way.
 */
final class JffiLibC implements LibC {
    private static final Type INT = Type.SINT32;
    private static final Type LONG = Type.SLONG;
    private static final Type POINTER = Type.POINTER;

    private final Invoker invoker = Invoker.getInstance();
    private final Function socket = function("socket", INT, INT, INT, INT);
    private final Function connect = function("connect", INT, INT, POINTER, INT);
    private final Function setsockopt = function("setsockopt", INT, INT, INT, INT, POINTER, INT);
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

    static Function function(String name, Type result, Type... parameters) {
        long address = Library.getDefault().getSymbolAddress(name);
        if (address == 0) {
            throw new KernelException("find " + name + " in the C library", Errno.ENOSYS.number());
        }
        return new Function(address, CallContext.getCallContext(result, parameters, com.kenai.jffi.CallingConvention.DEFAULT, true));
    }

    @Override
    public int errno() {
        return LastError.getInstance().get();
    }

    @Override
    public int socket(int domain, int type, int protocol) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(socket);
        call.putInt(domain);
        call.putInt(type);
        call.putInt(protocol);
        return invoker.invokeInt(socket, call);
    }

    @Override
    public int connect(int fd, byte[] address) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(connect);
        call.putInt(fd);
        call.putArray(address, 0, address.length, ArrayFlags.IN);
        call.putInt(address.length);
        return invoker.invokeInt(connect, call);
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
    public long send(int fd, byte[] message, int length) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(send);
        call.putInt(fd);
        call.putArray(message, 0, length, ArrayFlags.IN);
        call.putLong(length);
        call.putInt(0);
        return invoker.invokeLong(send, call);
    }

    @Override
    public long recv(int fd, ByteBuffer message, int flags) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(recv);
        call.putInt(fd);
        call.putDirectBuffer(message, 0, message.capacity());
        call.putLong(message.capacity());
        call.putInt(flags);
        return invoker.invokeLong(recv, call);
    }

    @Override
    public int open(String path, int flags) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(open);
        putText(call, path);
        call.putInt(flags);
        call.putInt(0);
        return invoker.invokeInt(open, call);
    }

    @Override
    public int close(int fd) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(close);
        call.putInt(fd);
        return invoker.invokeInt(close, call);
    }

    @Override
    public int setns(int fd, int type) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(setns);
        call.putInt(fd);
        call.putInt(type);
        return invoker.invokeInt(setns, call);
    }

    @Override
    public int unshare(int flags) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(unshare);
        call.putInt(flags);
        return invoker.invokeInt(unshare, call);
    }

    @Override
    public int setrlimit(int resource, byte[] limits) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(setrlimit);
        call.putInt(resource);
        call.putArray(limits, 0, limits.length, ArrayFlags.IN);
        return invoker.invokeInt(setrlimit, call);
    }

    @Override
    public int mount(String source, String target, String type, long flags) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(mount);
        putText(call, source);
        putText(call, target);
        putText(call, type);
        call.putLong(flags);
        call.putAddress(0);
        return invoker.invokeInt(mount, call);
    }

    @Override
    public int umount2(String target, int flags) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(umount2);
        putText(call, target);
        call.putInt(flags);
        return invoker.invokeInt(umount2, call);
    }

    @Override
    public int setsid() {
        return invoker.invokeInt(setsid, new HeapInvocationBuffer(setsid));
    }

    @Override
    public void signal(int number, long handler) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(signal);
        call.putInt(number);
        call.putAddress(handler);
        invoker.invokeAddress(signal, call);
    }

    static void putText(HeapInvocationBuffer call, String text) {
        if (text.indexOf('\0') >= 0) {
            // C would read up to there and work on another path.
            throw new KernelException("pass a text with a zero byte to the kernel", Errno.EINVAL.number());
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] terminated = Arrays.copyOf(bytes, bytes.length + 1);
        call.putArray(terminated, 0, terminated.length, ArrayFlags.IN);
    }
}
