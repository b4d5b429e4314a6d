package topo.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Receive buffers outside the heap, one for each thread that receives at the same time, however many sockets there are. Thread-safe. */
public final class BufferPool {
    private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

    ByteBuffer take() {
        ByteBuffer buffer = free.poll();
        return buffer != null ? buffer : ByteBuffer.allocateDirect(NetlinkSocket.BUFFER_BYTES).order(ByteOrder.nativeOrder());
    }

    void give(ByteBuffer buffer) {
        free.add(buffer);
    }
}
