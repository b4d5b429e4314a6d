package topo.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where systemd wants to be told how a service stands (man 3 sd_notify): a datagram socket, as the JDK has none for Unix addresses.
 * Thread-safe.
 */
public final class NotifySocket {
    private static final int AF_UNIX = 1;
    /** sizeof(sun_path); a path has its zero byte in it as well. */
    private static final int LONGEST = 108;

    private final byte[] address;
    private final Native sys;

    private NotifySocket(byte[] address, Native sys) {
        this.address = address;
        this.sys = sys;
    }

    /** {@code name}: the value of NOTIFY_SOCKET, a path or {@code @} and an abstract name; empty for any other, as without a systemd. */
    public static Optional<NotifySocket> of(String name, Native sys) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = name.startsWith("@");
        if (bytes.length < 2 || !isAbstract && (!name.startsWith("/") || bytes.length >= LONGEST) || bytes.length > LONGEST) {
            return Optional.empty();
        }
        if (isAbstract) {
            // A name that begins with a zero byte is no file; its length counts, so nothing follows it.
            bytes[0] = 0;
        }
        ByteBuffer address = ByteBuffer.allocate(2 + bytes.length + (isAbstract ? 0 : 1)).order(ByteOrder.nativeOrder());
        return Optional.of(new NotifySocket(address.putShort((short) AF_UNIX).put(bytes).array(), sys));
    }

    /**
     * Tells it; lines of {@code NAME=value}.
     *
     * @throws KernelException if that cannot be; EAGAIN if nobody has read the last ones
     */
    public void tell(String state) {
        sys.sendLocal(address, state.getBytes(StandardCharsets.UTF_8), "tell the service manager");
    }
}
