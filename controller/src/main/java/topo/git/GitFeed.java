package topo.git;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.DoubleSupplier;
import topo.trigger.Feed;
import topo.trigger.Snapshot;
import topo.trigger.Standing;

/**
 * A folder of a branch of a repository, asked for its newest commit again and again by a thread of its own. What was read last stays good
 * while the server does not answer, and is there again after a restart.
 */
public final class GitFeed implements Feed {
    private static final long FIRST_RETRY_MILLIS = 2_000;
    private static final double JITTER = 0.1;
    private static final long END_MILLIS = 1_000;

    private final GitAddress address;
    private final GitCopy copy;
    private final Rhythm rhythm;
    private final AtomicReference<Snapshot> fresh = new AtomicReference<>();
    private final Thread thread = new Thread(this::work, "git source");
    private volatile Standing standing = Standing.ready("");
    private volatile Snapshot last;
    /** These are guarded by this. */
    private long asked;
    private long done;
    private boolean started;
    private boolean closed;

    /**
     * When it works.
     *
     * @param millis from one look to the next
     * @param clock the time of day
     * @param random from 0 to 1
     */
    public record Rhythm(long millis, Clock clock, DoubleSupplier random) {}

    /** {@code folder}: of all copies. Nothing is read or fetched before the first {@link #changed}. */
    public GitFeed(GitAddress address, GitSecrets secrets, long fileBytes, Path folder, Rhythm rhythm) {
        this(address, new GitCopy(folder.resolve(hash(address)), address, secrets, GitLimits.standard(fileBytes)), rhythm);
    }

    GitFeed(GitAddress address, GitCopy copy, Rhythm rhythm) {
        OwnSettings.install();
        this.address = address;
        this.copy = copy;
        this.rhythm = rhythm;
        thread.setDaemon(true);
    }

    /** One copy for each source, so that two of one repository do not write to the same. */
    private static String hash(GitAddress address) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(address.name().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum, 0, 8);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String name() {
        return address.name();
    }

    @Override
    public boolean holds(String location) {
        return address.holds(location);
    }

    @Override
    public Optional<Snapshot> changed() {
        synchronized (this) {
            if (!started && !closed) {
                started = true;
                thread.start();
            }
        }
        return Optional.ofNullable(fresh.getAndSet(null));
    }

    @Override
    public void again() {
        fresh.compareAndSet(null, last);
    }

    @Override
    public synchronized long urge() {
        asked++;
        notifyAll();
        return asked;
    }

    @Override
    public synchronized boolean isDone(long urged) {
        return done >= urged && fresh.get() == null;
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        thread.interrupt();
        try {
            thread.join(END_MILLIS);
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            copy.kept().ifPresent(content -> take(content, true));
            int failures = 0;
            while (true) {
                long covered = asked();
                failures = look(covered > done()) ? 0 : failures + 1;
                finish(covered);
                await(covered, pause(failures));
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long asked() throws InterruptedException {
        if (closed) {
            throw new InterruptedException();
        }
        return asked;
    }

    private synchronized long done() {
        return done;
    }

    private synchronized void finish(long covered) {
        done = covered;
    }

    private long pause(int failures) {
        long whole = failures == 0 ? rhythm.millis() : Math.min(rhythm.millis(), FIRST_RETRY_MILLIS << Math.min(failures - 1, 20));
        return (long) (whole * (1 - JITTER + 2 * JITTER * rhythm.random().getAsDouble()));
    }

    private synchronized void await(long covered, long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; left > 0 && asked == covered && !closed; left = (end - System.nanoTime()) / 1_000_000) {
            wait(left);
        }
    }

    /** Whether the server was asked with success. {@code wanted}: somebody waits for what comes of it. */
    private boolean look(boolean wanted) {
        try {
            take(copy.fetch(), wanted);
            return true;
        } catch (GitFailure known) {
            fail(known.reason(), known.getMessage());
        } catch (Exception | LinkageError | OutOfMemoryError failed) {
            GitFailure found = GitWords.of(failed, address);
            fail(found.reason(), found.getMessage());
        }
        return false;
    }

    private void take(GitFolder.Content content, boolean anyway) {
        Snapshot snapshot = content.snapshot();
        boolean same = last != null && last.revision().equals(snapshot.revision());
        last = snapshot;
        if (content.trouble().isEmpty()) {
            standing = Standing.ready(snapshot.revision());
        } else {
            standing = new Standing(snapshot.revision(), "InvalidPath", name() + ": " + content.trouble(), since());
        }
        if (!same || anyway) {
            fresh.set(snapshot);
        }
    }

    private void fail(String reason, String why) {
        String revision = last == null ? "" : last.revision();
        Instant since = since();
        String meanwhile = last == null ? "; nothing was read from it yet" : "; since " + since + " what " + revision + " says goes on";
        standing = new Standing(revision, reason, "fetch " + name() + ": " + why + meanwhile, since);
    }

    private Instant since() {
        Standing before = standing;
        return before.isReady() ? rhythm.clock().instant() : before.since();
    }
}
