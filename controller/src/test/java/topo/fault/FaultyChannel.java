package topo.fault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file with a fault at a {@code read}, a write (of the given sort) or a {@code sync}. */
final class FaultyChannel extends FileChannel {
    private final FileChannel real;
    private final Script script;
    private final String writing;

    FaultyChannel(FileChannel real, Script script, String writing) {
        this.real = real;
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
        return real.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        may("read");
        return real.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        may("read");
        return real.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        ByteBuffer part = source.slice().limit(taken(source));
        int written = real.write(part);
        source.position(source.position() + written);
        return written;
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        ByteBuffer part = source.slice().limit(taken(source));
        int written = real.write(part, position);
        source.position(source.position() + written);
        return written;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        may(writing);
        return real.write(sources, offset, length);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        real.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        may("sync");
        real.force(metaData);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        return real.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
