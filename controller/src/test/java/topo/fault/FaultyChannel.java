package topo.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import topo.forwarding.ForwardingChannel;

/** An open file with a fault at a {@code read}, a write (of the given sort) or a {@code sync}. */
final class FaultyChannel extends ForwardingChannel {
    private final Script script;
    private final String writing;

    FaultyChannel(FileChannel real, Script script, String writing) {
        super(real);
        this.script = script;
        this.writing = writing;
    }

    private void may(String operation) throws IOException {
        Fault fault = script.at(operation);
        if (fault != null) {
            throw new IOException(fault.errno().words());
        }
    }

    /** What of it a write takes. */
    private int taken(ByteBuffer source) throws IOException {
        Fault fault = script.at(writing);
        if (fault == null) {
            return source.remaining();
        } else if (fault.how() == Fault.How.SHORT) {
            return (source.remaining() + 1) / 2;
        }
        throw new IOException(fault.errno().words());
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        may("read");
        return super.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        may("read");
        return super.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        may("read");
        return super.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        ByteBuffer part = source.slice().limit(taken(source));
        int written = super.write(part);
        source.position(source.position() + written);
        return written;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        ByteBuffer part = source.slice().limit(taken(source));
        int written = super.write(part, position);
        source.position(source.position() + written);
        return written;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        may(writing);
        return super.write(sources, offset, length);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        may("sync");
        super.force(metaData);
    }
}
