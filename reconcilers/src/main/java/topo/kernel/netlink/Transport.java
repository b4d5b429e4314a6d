package topo.kernel.netlink;

import java.nio.ByteBuffer;

/** A datagram socket to the kernel. The one place to inject faults below the protocol. */
public interface Transport extends AutoCloseable {
    void send(byte[] bytes, int length);

    /** Fills the direct buffer from its start and returns the datagram's real length, more than the capacity if it was cut. */
    int receive(ByteBuffer buffer);

    /**
     * Throws away all answers that wait, after one was lost: the rest of them must not be taken for answers to the next request, and the
     * kernel refuses a dump (EBUSY) while the one before is unread.
     */
    default void drain() {}

    /** Opens the namespace that the socket is in; the caller closes the descriptor. */
    int openNetns();

    @Override
    void close();
}
