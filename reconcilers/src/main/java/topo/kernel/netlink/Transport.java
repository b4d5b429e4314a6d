package topo.kernel.netlink;

import java.nio.ByteBuffer;

/** A datagram socket to the kernel. The one place to inject faults below the protocol. */
public interface Transport extends AutoCloseable {
    void send(byte[] bytes, int length);

    /** Fills the direct buffer from its start and returns the datagram's real length, more than the capacity if it was cut. */
    int receive(ByteBuffer buffer);

    @Override
    void close();
}
