package topo.kernel.events;

import java.nio.file.Path;

/**
 * Hears that a program has held the lock of legacy iptables ({@code -L} takes it too, {@code iptables-legacy-save} does not), in whatever
 * namespace: the only sign that its tables may have changed. A program with a /run of its own has another lock. For one thread.
 */
final class LegacyLock {
    private final Watches watches;
    private final Path lock;

    LegacyLock(Watches watches, Path lock) {
        this.watches = watches;
        this.lock = lock;
    }

    void watch() {
        Path folder = lock.getParent();
        watches.add(folder.toString(), InotifyRecord.IN_CREATE, new Watch.LegacyLockFolder(lock.getFileName().toString()));
        watchFile();
    }

    private void watchFile() {
        watches.add(lock.toString(), InotifyRecord.IN_CLOSE_WRITE | InotifyRecord.IN_CLOSE_NOWRITE, new Watch.LegacyLock());
    }

    /**
     * The first program to need the lock makes it. Watched at once, before anybody looks: either it is still held, and letting it go is
     * heard, or it was let go, and the look sees the outcome.
     */
    boolean isMade(Watch.LegacyLockFolder folder, InotifyRecord record) {
        boolean made = record.has(InotifyRecord.IN_CREATE) && record.name().equals(folder.name());
        if (made) {
            watchFile();
        }
        return made;
    }
}
