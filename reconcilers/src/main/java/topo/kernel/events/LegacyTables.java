package topo.kernel.events;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import topo.api.net.NetnsName;
import topo.kernel.Errno;
import topo.kernel.EventCalls;
import topo.kernel.KernelException;
import topo.kernel.Namespaces;
import topo.kernel.Native;

/**
 * Fingerprints of the legacy iptables of many namespaces, of which the kernel tells nobody that they changed. Taken when
 * {@link Changes#legacyTables} says so, and now and then for the changes of a program that has a lock of its own. Reads only; a table that
 * nobody has used is not asked for, as that would make it. Thread-safe.
 */
public final class LegacyTables {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;

    private final Native sys;
    private final EventCalls calls;
    private final Namespaces namespaces;
    private final Path proc;

    /** {@code proc}: {@code /proc/thread-self}. */
    public LegacyTables(Native sys, EventCalls calls, Namespaces namespaces, Path proc) {
        this.sys = sys;
        this.calls = calls;
        this.namespaces = namespaces;
        this.proc = proc;
    }

    /**
     * Of each namespace: the same number as before if the rules and policies of both families are the same, whatever was counted meanwhile;
     * 0 if there is no table. Names without a namespace are left out.
     *
     * @throws KernelException if the kernel refuses
     */
    public Map<NetnsName, Long> fingerprints(Collection<NetnsName> all) {
        Map<NetnsName, Long> found = new HashMap<>();
        List<NetnsName> named = new ArrayList<>(all);
        if (named.remove(NetnsName.HOST)) {
            found.put(NetnsName.HOST, here());
        }
        if (!named.isEmpty()) {
            namespaces.insideEach(named, netns -> found.put(netns, here()), (netns, refused) -> {
                if (refused.errno() != Errno.ENOENT && refused.errno() != Errno.EINVAL) {
                    throw refused;
                }
            });
        }
        return found;
    }

    /** Of the calling thread's namespace. */
    private long here() {
        return 31 * of(LegacyLayout.IPV4) + of(LegacyLayout.IPV6);
    }

    private long of(LegacyLayout family) {
        long sum = 0;
        List<String> tables = names(proc.resolve("net").resolve(family.namesFile()));
        if (!tables.isEmpty()) {
            int socket = sys.socket(family.addressFamily(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
            try {
                for (String table : tables) {
                    // Summed, as the kernel lists the tables in the order in which they were first used.
                    sum += table(socket, family, table);
                }
            } finally {
                sys.close(socket);
            }
        }
        return sum;
    }

    private long table(int socket, LegacyLayout family, String table) {
        while (true) {
            try {
                ByteBuffer info = buffer(LegacyLayout.INFO_BYTES, table);
                calls.getsockopt(socket, family.level(), LegacyLayout.GET_INFO, info);
                int size = info.getInt(LegacyLayout.INFO_SIZE);
                ByteBuffer entries = buffer(LegacyLayout.ENTRIES + size, table).putInt(LegacyLayout.NAME_BYTES, size);
                calls.getsockopt(socket, family.level(), LegacyLayout.GET_ENTRIES, entries);
                return family.fingerprint(entries, size) ^ table.hashCode();
            } catch (KernelException refused) {
                // EAGAIN: its size changed between the two questions.
                if (refused.errno() != Errno.EAGAIN) {
                    throw refused;
                }
            }
        }
    }

    private static ByteBuffer buffer(int bytes, String table) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        return buffer.put(0, table.getBytes(StandardCharsets.US_ASCII));
    }

    /** Of the tables in use; none without the kernel module. */
    private static List<String> names(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException noModule) {
            return List.of();
        } catch (IOException refused) {
            throw KernelException.of("read " + file, refused);
        }
    }
}
