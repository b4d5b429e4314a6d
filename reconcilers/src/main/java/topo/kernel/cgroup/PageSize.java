package topo.kernel.cgroup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** A memory page, in bytes. The kernel counts memory limits in pages, rounded down (mm/page_counter.c, page_counter_memparse). */
public record PageSize(long bytes) {
    private static final long AT_PAGESZ = 6;

    /** From the auxiliary vector that the kernel hands each process (man 3 getauxval). */
    public static PageSize ofThisHost() {
        Path file = Path.of("/proc/self/auxv");
        try {
            ByteBuffer vector = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
            while (vector.remaining() >= 16) {
                long type = vector.getLong();
                long value = vector.getLong();
                if (type == AT_PAGESZ) {
                    return new PageSize(value);
                }
            }
            throw new IllegalStateException(file + " does not tell the page size");
        } catch (IOException failure) {
            throw CgroupException.of("read " + file, failure);
        }
    }

    /** What the kernel makes of a limit; {@link Long#MAX_VALUE} for as much as no limit. */
    public long round(long limit) {
        long most = Long.MAX_VALUE / bytes;
        return limit / bytes >= most ? Long.MAX_VALUE : limit / bytes * bytes;
    }
}
