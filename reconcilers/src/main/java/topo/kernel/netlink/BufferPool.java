package topo.kernel.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;

/** Receive buffers outside the heap, one for each thread that receives at the same time, however many sockets there are. Thread-safe. */
public final class BufferPool {
    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /** Of at least this size, which is {@link NetlinkSocket#BUFFER_BYTES} but for an answer that did not fit that. */
    ByteBuffer take(int size) {
        ByteBuffer buffer = size <= NetlinkSocket.BUFFER_BYTES ? waiting() : null;
        return buffer != null ? buffer : ByteBuffer.allocateDirect(Math.max(size, NetlinkSocket.BUFFER_BYTES)).order(ByteOrder.nativeOrder());
    }

    private synchronized ByteBuffer waiting() {
        return free.poll();
    }

    synchronized void give(ByteBuffer buffer) {
        if (buffer.capacity() == NetlinkSocket.BUFFER_BYTES) {
            free.push(buffer);
        }
    }
}
