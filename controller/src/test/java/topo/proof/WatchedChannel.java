package topo.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import topo.forwarding.ForwardingChannel;

/** An open file; each write to it is one that the watch hears of. A sync is none: it changes nothing that a killed process leaves. */
final class WatchedChannel extends ForwardingChannel {
    private final String name;
    private final Watch watch;

    WatchedChannel(FileChannel real, String name, Watch watch) {
        super(real);
        this.name = name;
        this.watch = watch;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return watch.write("write " + name, () -> super.write(bytes));
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return watch.write("write " + name, () -> super.write(bytes, position));
    }

    @Override
    public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
        return watch.write("write " + name, () -> super.write(bytes, offset, length));
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        watch.write("cut " + name, () -> super.truncate(size));
        return this;
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException();
    }
}
