package topo.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import topo.api.SurroundingsException;

/**
 * The lock of the one writer on a host: a POSIX record lock (man 2 fcntl) on {@code /run/topo/lock}, which the kernel drops when its
 * holder ends in whatever way. The file says who holds it and stays in place, since deleting it would let two processes lock two files.
 *
 * <p>A holder that was killed leaves its words in the file. A program that it had started may still be at work then, so whoever takes the
 * lock next waits for that one too.
 */
public final class RunLock {
    private static final long PAUSE_MILLIS = 50;
    /** Another thread of this process has it: the controller's for some milliseconds, or that of another client's command. */
    private static final long TURN_MILLIS = 4;
    private static final long UNTOLD_MILLIS = 1_000;

    private final FileChannel channel;
    private final Turn turn;

    private RunLock(FileChannel channel, Turn turn) {
        this.channel = channel;
        this.turn = turn;
    }

    /** It was not had in time, as somebody else has it. */
    public static final class BusyException extends SurroundingsException {
        BusyException(String message) {
            super(message);
        }
    }

    /**
     * Waits for the lock and takes it.
     *
     * @param command what this process does, for others to read
     * @param timeoutMillis how long to wait, from 0
     * @param waiting told once, with the holder in words, when it has to be waited for
     * @throws BusyException if it was not had in time
     * @throws SurroundingsException if it cannot be taken at all
     */
    public static RunLock take(Path runFolder, String command, long timeoutMillis, Consumer<String> waiting) {
        Path file = runFolder.resolve("lock");
        long end = System.nanoTime() + timeoutMillis * 1_000_000;
        if (!SafeFolder.check(runFolder)) {
            makeFolder(runFolder);
        }
        try {
            Turn turn = awaitTurn(runFolder, end, timeoutMillis, waiting);
            try {
                return new RunLock(lock(file, end, timeoutMillis, command, waiting), turn);
            } catch (IOException | RuntimeException failed) {
                turn.close();
                throw failed;
            }
        } catch (IOException refused) {
            throw DurableFiles.failed("take the lock " + file, refused);
        }
    }

    /** Within this process. Short waits are not worth a word. */
    private static Turn awaitTurn(Path runFolder, long end, long timeoutMillis, Consumer<String> waiting) throws IOException {
        Turn[] had = new Turn[1];
        Attempt attempt = () -> (had[0] = Turn.take(runFolder)) != null;
        long soon = Math.min(end, System.nanoTime() + UNTOLD_MILLIS * 1_000_000);
        String holder = "the controller (process " + LockHolder.self() + ")";
        if (!await(attempt, soon, TURN_MILLIS, () -> {}) && !await(attempt, end, TURN_MILLIS, () -> waiting.accept(holder))) {
            throw late(runFolder.resolve("lock"), timeoutMillis, holder + " holds it; --timeout waits longer");
        }
        return had[0];
    }

    private static FileChannel lock(Path file, long end, long timeoutMillis, String command, Consumer<String> waiting) throws IOException {
        FileChannel channel = open(file);
        try {
            LockHolder holder = new LockHolder(file, channel);
            if (!await(() -> tryLock(channel), end, PAUSE_MILLIS, () -> waiting.accept(holder.words()))) {
                throw late(file, timeoutMillis, holder.words() + " holds it; --timeout waits longer");
            }
            awaitLeftProcess(file, holder, end, timeoutMillis, waiting);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((LockHolder.self() + " " + command + "\n").getBytes(StandardCharsets.UTF_8)), 0);
            return channel;
        } catch (IOException | RuntimeException failed) {
            channel.close();
            throw failed;
        }
    }

    /** Of several that come first at once, one makes it. */
    private static void makeFolder(Path runFolder) {
        try {
            DurableFiles.makeFolder(runFolder);
        } catch (SurroundingsException refused) {
            if (!SafeFolder.check(runFolder)) {
                throw refused;
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        Set<OpenOption> options = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                LinkOption.NOFOLLOW_LINKS);
        FileChannel channel = FileChannel.open(file, options, mode);
        Optional<String> wrong = SafeFolder.distrust(Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS));
        if (wrong.isPresent()) {
            channel.close();
            throw new SurroundingsException("take the lock " + file + ": " + wrong.get() + "; delete it while no topo runs");
        }
        return channel;
    }

    private static void awaitLeftProcess(Path file, LockHolder holder, long end, long timeoutMillis, Consumer<String> waiting) throws IOException {
        String killed = holder.left();
        if (!killed.isEmpty() && !await(() -> LeftProcesses.of(killed).isEmpty(), end, PAUSE_MILLIS,
                () -> waiting.accept(LeftProcesses.of(killed).orElse("a process") + ", which topo (process " + killed + ") had started when it was"
                        + " killed"))) {
            throw late(file, timeoutMillis, LeftProcesses.of(killed).orElse("a process") + " is still at work, which topo (process " + killed
                    + ") had started when it was killed; end that one, or wait longer with --timeout");
        }
    }

    private static SurroundingsException late(Path file, long timeoutMillis, String why) {
        return new BusyException("take the lock " + file + ": not had in " + timeoutMillis / 1000.0 + " s; " + why);
    }

    private interface Attempt {
        boolean succeeds() throws IOException;
    }

    /** Tries until {@code end} (of {@link System#nanoTime}); {@code told} is called before the first wait. */
    private static boolean await(Attempt attempt, long end, long pauseMillis, Runnable told) throws IOException {
        boolean waited = false;
        while (!attempt.succeeds()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            if (!waited) {
                told.run();
                waited = true;
            }
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** Does the work and gives the lock back, whatever happens. */
    public <T> T during(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            release();
        }
    }

    private void release() {
        try (turn; channel) {
            channel.truncate(0);
        } catch (IOException gone) {
            // the kernel has dropped the lock with the descriptor
        }
    }
}
