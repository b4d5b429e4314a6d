package topo.git;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.RefUpdate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.trigger.Snapshot;

class GitFeedTest {
    private static final GitSecrets NONE = new GitSecrets(null, null, null);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T08:00:00Z"), ZoneOffset.UTC);

    @TempDir
    private Path folder;
    private Upstream upstream;
    private GitFeed feed;

    @BeforeEach
    void make() {
        upstream = new Upstream(folder.resolve("upstream.git"));
    }

    @AfterEach
    void end() {
        if (feed != null) {
            feed.close();
        }
        upstream.close();
    }

    private GitFeed open(String inside, long fileBytes, int millis) {
        GitAddress address = GitAddress.parse(upstream.url() + "#main:" + inside);
        feed = new GitFeed(address, NONE, fileBytes, folder.resolve("sources"), new GitFeed.Rhythm(millis, CLOCK, () -> 0.5));
        return feed;
    }

    private Snapshot next() {
        return await("a snapshot").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                .until(feed::changed, Optional::isPresent).orElseThrow();
    }

    /** What is there once somebody asked for it. */
    private Snapshot sync() {
        long urged = feed.urge();
        Snapshot[] last = new Snapshot[1];
        await("an answer").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> {
            feed.changed().ifPresent(one -> last[0] = one);
            return feed.isDone(urged);
        });
        return last[0];
    }

    private static Map<String, String> texts(Snapshot snapshot) {
        Map<String, String> texts = new TreeMap<>();
        snapshot.files().forEach((location, source) -> texts.put(location.replaceFirst(".*[/:]", ""),
                source.refusal() == null ? new String(source.bytes(), StandardCharsets.UTF_8) : "! " + source.refusal()));
        return texts;
    }

    @Test
    void readsTheFilesOfOneFolderAndFollowsTheBranch() {
        String first = upstream.put("labs/a.yaml", "a").put("labs/b.yml", "b").put("labs/notes.txt", "n").put("labs/deep/c.yaml", "c")
                .put("d.yaml", "d").commit();
        open("labs", 1000, 50);
        Snapshot read = next();
        assertEquals(Map.of("a.yaml", "a", "b.yml", "b"), texts(read));
        assertEquals("main@sha1:" + first, read.revision());
        assertEquals(Set.of(feed.name() + "/a.yaml", feed.name() + "/b.yml"), read.files().keySet());
        assertEquals("main@sha1:" + first, feed.standing().revision());
        String second = upstream.put("labs/a.yaml", "a2").delete("labs/b.yml").commit();
        read = next();
        assertEquals(Map.of("a.yaml", "a2"), texts(read));
        assertEquals("main@sha1:" + second, read.revision());
        String third = upstream.put("labs/a.yaml", "a3").rewrite();
        read = next();
        assertEquals(Map.of("a.yaml", "a3"), texts(read));
        assertEquals("main@sha1:" + third, read.revision(), "a branch that was written anew is followed");
    }

    @Test
    void goesBackToAnEarlierCommit() throws IOException {
        String first = upstream.put("a.yaml", "1").commit();
        open("", 1000, 50);
        next();
        upstream.put("a.yaml", "2").commit();
        next();
        RefUpdate update = upstream.repository().updateRef("refs/heads/main");
        update.setNewObjectId(ObjectId.fromString(first));
        update.forceUpdate();
        assertEquals("main@sha1:" + first, next().revision());
    }

    @Test
    void keepsNoHistoryAndNotTooMuch() throws IOException {
        for (int i = 0; i < 5; i++) {
            upstream.put("a.yaml", "before " + i).commit();
        }
        open("", 1000, 60_000);
        next();
        for (int i = 0; i < 10; i++) {
            upstream.put("a.yaml", "now " + i).commit();
            assertEquals(Map.of("a.yaml", "now " + i), texts(sync()));
        }
        try (Stream<Path> files = Files.walk(folder.resolve("sources"))) {
            long packs = files.filter(file -> file.toString().endsWith(".pack")).count();
            assertTrue(packs <= 8, "packs: " + packs);
        }
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("sources"))));
    }

    @Test
    void followsNothingThatLeadsOut() {
        upstream.put("labs/a.yaml", "a").link("labs/passwords.yaml", "/etc/passwd").link("labs/up.yaml", "../secret.yaml")
                .put("secret.yaml", "s").submodule("labs/sub.yaml").put("labs/big.yaml", "x".repeat(2000)).link("other", "labs")
                .put(".gitmodules", "[submodule \"x\"]\n\tpath = labs/sub.yaml\n\turl = ext::touch /tmp/never\n")
                .put(".gitattributes", "*.yaml filter=evil\n").commit();
        open("labs", 1000, 60_000);
        Map<String, String> texts = texts(next());
        assertEquals("a", texts.get("a.yaml"));
        assertEquals("! is a symbolic link, and links of a repository are not followed", texts.get("passwords.yaml"));
        assertEquals("! is a symbolic link, and links of a repository are not followed", texts.get("up.yaml"));
        assertEquals("! is no regular file", texts.get("sub.yaml"));
        assertEquals("! is larger than the limit of 1000 bytes; --max-size raises it", texts.get("big.yaml"));
        feed.close();
        open("other", 1000, 60_000);
        assertEquals(Map.of(), texts(next()), "a folder that is a link");
        assertEquals("InvalidPath", feed.standing().reason());
    }

    @Test
    void aFolderThatIsGoneIsEmptyAndSaid() {
        upstream.put("labs/a.yaml", "a").put("README", "r").commit();
        open("labs", 1000, 50);
        next();
        String second = upstream.delete("labs/a.yaml").commit();
        assertEquals(Map.of(), next().files());
        assertEquals("InvalidPath", feed.standing().reason());
        assertTrue(feed.standing().message().contains("there is no folder \"labs\" in main@sha1:" + second), feed.standing().message());
        upstream.put("labs/a.yaml", "again").commit();
        assertEquals(Map.of("a.yaml", "again"), texts(next()));
        assertTrue(feed.standing().isReady());
    }

    @Test
    void anUnreachableRemoteKeepsWhatWasReadAlsoThroughARestart() throws IOException {
        String first = upstream.put("a.yaml", "a").commit();
        open("", 1000, 50);
        Snapshot fetched = next();
        assertEquals(fetched.read(), sync().read(), "it is still that commit");
        Files.move(upstream.folder, folder.resolve("away"));
        await("the trouble").atMost(Duration.ofSeconds(60)).until(() -> !feed.standing().isReady());
        assertEquals("GitOperationFailed", feed.standing().reason());
        assertTrue(feed.standing().message().endsWith("; since 2026-11-21T08:00:00Z what main@sha1:" + first + " says goes on"),
                feed.standing().message());
        assertEquals("main@sha1:" + first, feed.standing().revision());
        assertEquals(Optional.empty(), feed.changed());
        feed.close();

        open("", 1000, 50);
        Snapshot kept = next();
        assertEquals("main@sha1:" + first, kept.revision(), "from the copy");
        assertEquals(fetched.read(), kept.read());
        await("the trouble").atMost(Duration.ofSeconds(60)).until(() -> !feed.standing().isReady());
        Files.move(folder.resolve("away"), upstream.folder);
        await("its end").atMost(Duration.ofSeconds(60)).until(() -> feed.standing().isReady());
        String second = upstream.put("a.yaml", "b").commit();
        Snapshot newer = next();
        assertEquals("main@sha1:" + second, newer.revision());
        assertTrue(newer.read().isAfter(fetched.read()), newer.read().toString());
    }

    @Test
    void aDamagedCopyIsMadeAnew() throws IOException {
        upstream.put("a.yaml", "a").commit();
        open("", 1000, 60_000);
        next();
        feed.close();
        try (Stream<Path> files = Files.walk(folder.resolve("sources"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".pack")).toList()) {
                file.toFile().setWritable(true);
                Files.writeString(file, "nothing");
            }
        }
        open("", 1000, 60_000);
        assertEquals(Map.of("a.yaml", "a"), texts(next()));
    }

    @Test
    void aMissingBranchIsSaid() {
        upstream.put("a.yaml", "a").commit();
        feed = new GitFeed(GitAddress.parse(upstream.url() + "#other"), NONE, 1000, folder.resolve("sources"),
                new GitFeed.Rhythm(60_000, CLOCK, () -> 0.5));
        feed.changed();
        await("the trouble").atMost(Duration.ofSeconds(60)).until(() -> !feed.standing().isReady());
        assertTrue(feed.standing().message().contains("refs/heads/other available for fetch; nothing was read from it yet"),
                feed.standing().message());
    }

    @Test
    void aServerThatSaysNothingHoldsUpNobodyAndIsGivenUp() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            GitAddress address = GitAddress.parse("http://127.0.0.1:" + silent.getLocalPort() + "/labs.git#main");
            GitLimits hasty = new GitLimits(1000, 1000, 1000, 1, 2);
            feed = new GitFeed(address, new GitCopy(folder.resolve("sources/x"), address, NONE, hasty),
                    new GitFeed.Rhythm(60_000, CLOCK, () -> 0.5));
            assertEquals(Optional.empty(), feed.changed(), "it returns at once");
            await("the trouble").atMost(Duration.ofSeconds(60)).until(() -> !feed.standing().isReady());
            assertTrue(feed.standing().message().toLowerCase(Locale.ROOT).contains("timed out"), feed.standing().message());
        }
    }

    @Test
    void aRepositoryThatIsTooLargeIsRefused() {
        Random random = new Random(1);
        StringBuilder noise = new StringBuilder();
        random.ints(300_000, 33, 126).forEach(c -> noise.append((char) c));
        upstream.put("a.yaml", "a").put("noise", noise.toString()).commit();
        GitAddress address = GitAddress.parse(upstream.url() + "#main");
        GitLimits small = new GitLimits(1000, 1_000_000, 100_000, 30, 60);
        feed = new GitFeed(address, new GitCopy(folder.resolve("sources/x"), address, NONE, small),
                new GitFeed.Rhythm(60_000, CLOCK, () -> 0.5));
        feed.changed();
        await("the trouble").atMost(Duration.ofSeconds(60)).until(() -> !feed.standing().isReady());
        assertTrue(feed.standing().message().contains("keep labs in a smaller one"), feed.standing().message());
        assertFalse(Files.exists(folder.resolve("sources/x.new")), "nothing is left of it");
    }
}
