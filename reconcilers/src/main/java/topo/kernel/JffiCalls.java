package topo.kernel;

import com.kenai.jffi.ArrayFlags;
import com.kenai.jffi.CallContext;
import com.kenai.jffi.CallingConvention;
import com.kenai.jffi.Function;
import com.kenai.jffi.HeapInvocationBuffer;
import com.kenai.jffi.Invoker;
import com.kenai.jffi.LastError;
import com.kenai.jffi.Library;
import com.kenai.jffi.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How {@link JffiLibC} and {@link JffiEventLibC} find and call the C library's functions, and the calls that both of them have. */
abstract class JffiCalls {
    static final Type INT = Type.SINT32;
    static final Type LONG = Type.SLONG;
    static final Type POINTER = Type.POINTER;

    final Invoker invoker = Invoker.getInstance();
    private final Function setsockopt = function("setsockopt", INT, INT, INT, INT, POINTER, INT);

    public final int errno() {
        return LastError.getInstance().get();
    }

    public final int setsockopt(int fd, int level, int option, byte[] value) {
        HeapInvocationBuffer call = start(setsockopt, fd, level, option);
        putWithLength(call, value);
        return invoker.invokeInt(setsockopt, call);
    }

    static Function function(String name, Type result, Type... parameters) {
        long address = Library.getDefault().getSymbolAddress(name);
        if (address == 0) {
            throw new KernelException("find " + name + " in the C library", Errno.ENOSYS.number());
        }
        return new Function(address, CallContext.getCallContext(result, parameters, CallingConvention.DEFAULT, true));
    }

    /** Calls a function all of whose parameters are ints. */
    final int call(Function function, int... values) {
        return invoker.invokeInt(function, start(function, values));
    }

    /** The arguments of a call, the first of which are these. */
    static HeapInvocationBuffer start(Function function, int... values) {
        HeapInvocationBuffer call = new HeapInvocationBuffer(function);
        for (int value : values) {
            call.putInt(value);
        }
        return call;
    }

    /** The bytes, of which the function is not told how many there are. */
    static void put(HeapInvocationBuffer call, byte[] bytes) {
        call.putArray(bytes, 0, bytes.length, ArrayFlags.IN);
    }

    /** The bytes and, as a socklen_t, how many there are. */
    static void putWithLength(HeapInvocationBuffer call, byte[] bytes) {
        put(call, bytes);
        call.putInt(bytes.length);
    }

    /** A direct buffer from its start, which the function reads or fills. */
    static void put(HeapInvocationBuffer call, ByteBuffer direct) {
        call.putDirectBuffer(direct, 0, direct.capacity());
    }

    static void put(HeapInvocationBuffer call, String text) {
        if (text.indexOf('\0') >= 0) {
            // C would read up to there and work on another path.
            throw new KernelException("pass a text with a zero byte to the kernel", Errno.EINVAL.number());
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(call, Arrays.copyOf(bytes, bytes.length + 1));
    }
}
