package topo.kernel;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The C library of this process, with a say in what it may write: each netlink request that changes something, and each call that makes or
 * names a namespace. A refused request reaches the kernel as one of a type that it does not know, so that it alone is refused (EOPNOTSUPP)
 * and the others of its datagram are carried out; a refused call fails with EPERM.
 */
public final class RefusingLibC {
    private static final int HEADER = 16;
    private static final int UNKNOWN_TYPE = 0x7ffe;
    /** RTM_NEW* and RTM_DEL* of links, addresses and routes (linux/rtnetlink.h). */
    private static final List<Integer> WRITES = List.of(16, 17, 20, 21, 24, 25);
    private static final List<String> CALLS = List.of("mount", "umount2", "unshare", "setns");

    private final LibC real = new JffiLibC();
    private final ThreadLocal<Integer> errno = new ThreadLocal<>();
    private final Predicate<String> refuses;

    /** {@code refuses} is asked for each write, by its name. */
    private RefusingLibC(Predicate<String> refuses) {
        this.refuses = refuses;
    }

    public static LibC of(Predicate<String> refuses) {
        RefusingLibC shim = new RefusingLibC(refuses);
        return (LibC) Proxy.newProxyInstance(LibC.class.getClassLoader(), new Class<?>[] {LibC.class}, (proxy, method, arguments) -> {
            if (method.getName().equals("errno") && shim.errno.get() != null) {
                return shim.errno.get();
            }
            if (!method.getName().equals("errno")) {
                shim.errno.remove();
            }
            if (method.getName().equals("signal")) {
                return null;
            } else if (CALLS.contains(method.getName()) && !isProbe(method.getName(), arguments) && refuses.test(method.getName())) {
                shim.errno.set(Errno.EPERM.number());
                return -1;
            } else if (method.getName().equals("send")) {
                byte[] message = Arrays.copyOf((byte[]) arguments[1], (Integer) arguments[2]);
                shim.refuse(message);
                return shim.real.send((Integer) arguments[0], message, message.length);
            }
            try {
                return method.invoke(shim.real, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        });
    }

    /** unshare(0) changes nothing, and entering a namespace to look is no write; the shared-mount attempt has a way out of its own. */
    private static boolean isProbe(String call, Object[] arguments) {
        return call.equals("setns") || call.equals("unshare") && arguments[0].equals(0)
                || call.equals("mount") && ((String) arguments[0]).isEmpty();
    }

    private void refuse(byte[] datagram) {
        ByteBuffer bytes = ByteBuffer.wrap(datagram).order(ByteOrder.nativeOrder());
        for (int at = 0; datagram.length - at >= HEADER;) {
            int type = bytes.getShort(at + 4) & 0xffff;
            if (WRITES.contains(type) && refuses.test("netlink " + type)) {
                bytes.putShort(at + 4, (short) UNKNOWN_TYPE);
            }
            at += Math.max(HEADER, bytes.getInt(at) + 3 & ~3);
        }
    }
}
