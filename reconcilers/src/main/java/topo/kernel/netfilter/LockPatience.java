package topo.kernel.netfilter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long one run of topo waits in all for the lock of the legacy backend, {@code /run/xtables.lock} (flock(2)), and whom it tells. The nft
 * backend has transactions instead. Not thread-safe.
 */
public final class LockPatience {
    private static final int LOCK_FIELDS = 8;
    private static final String SOMEBODY = "another program";
    private static final Path LOCK = Path.of("/run/xtables.lock");

    private final long most;
    private final Consumer<String> tell;
    private long waited;
    private boolean told;
    private boolean over;

    /** {@code tell} hears once whom is waited for. */
    public LockPatience(Duration most, Consumer<String> tell) {
        this.most = most.toSeconds();
        this.tell = tell;
    }

    /** Whether a try is not worth a process any more: patience ended before, and the lock is still held. */
    boolean isHopeless() {
        return over && !holder().equals(SOMEBODY);
    }

    /** To be called after a try that did not get the lock. Whether to try again. */
    public boolean again() {
        if (waited >= most) {
            over = true;
            return false;
        }
        waited++;
        if (!told) {
            told = true;
            tell.accept("waiting for " + words());
        }
        return true;
    }

    /** For the message of a failure. */
    String givenUp() {
        return words() + (waited == 0 ? "" : "; waited " + waited + " s");
    }

    private static String words() {
        return "the xtables lock (" + LOCK + "), which " + holder() + " holds";
    }

    /** proc_locks(5): {@code 2: FLOCK  ADVISORY  WRITE 4711 00:1c:262 0 EOF}. */
    private static String holder() {
        try {
            String inode = ":" + Files.getAttribute(LOCK, "unix:ino");
            for (String line : Files.readAllLines(Path.of("/proc/locks"))) {
                String[] fields = line.trim().split("\\s+");
                if (fields.length == LOCK_FIELDS && fields[1].equals("FLOCK") && fields[5].endsWith(inode) && fields[4].compareTo("0") > 0) {
                    return "process " + fields[4] + " (" + Files.readString(Path.of("/proc", fields[4], "comm")).strip() + ")";
                }
            }
        } catch (IOException gone) {
            return SOMEBODY;
        }
        return SOMEBODY;
    }
}
