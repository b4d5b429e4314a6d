package topo.git;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import topo.api.SurroundingsException;
import topo.trigger.Snapshot;

/** Repositories over http and ssh, with credentials from files. */
class GitServersTest {
    private static final Path NONE = null;

    @TempDir
    private Path folder;
    private Upstream upstream;
    private String commit;
    private GitFeed feed;

    @BeforeEach
    void make() {
        upstream = new Upstream(folder.resolve("upstream.git"));
        upstream.put("a.yaml", "before").commit();
        commit = upstream.put("a.yaml", "a").commit();
    }

    @AfterEach
    void end() {
        if (feed != null) {
            feed.close();
        }
        upstream.close();
    }

    private void open(String url, GitSecrets secrets) {
        feed = new GitFeed(GitAddress.parse(url + "#main"), secrets, 1000, folder.resolve("sources"),
                new GitFeed.Rhythm(60_000, Clock.systemUTC(), () -> 0.5));
    }

    private void succeeds() {
        Snapshot read = await("a snapshot").atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    assertEquals("", feed.standing().message());
                    return feed.changed();
                }, Optional::isPresent).orElseThrow();
        assertEquals("main@sha1:" + commit, read.revision());
    }

    private String fails() {
        feed.changed();
        await("the trouble").atMost(Duration.ofSeconds(60)).until(() -> !feed.standing().isReady());
        assertEquals("AuthenticationFailed", feed.standing().reason(), feed.standing().message());
        return feed.standing().message();
    }

    private Path secret(String name, String text, String mode) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    @Test
    void httpWithAPasswordFromAFile() throws IOException {
        try (WebServer server = new WebServer(upstream.repository(), "topo", "p%ss+word@1")) {
            Path file = secret("credentials", "https://x:y@127.0.0.1\nhttp://topo:wrong@other.example.org\nhttp://topo:p%25ss+word%401@"
                    + server.host() + "\n", "rw-------");
            open("http://" + server.host() + "/labs.git", new GitSecrets(file, NONE, NONE));
            succeeds();
            commit = upstream.put("a.yaml", "b").commit();
            feed.urge();
            succeeds();
        }
    }

    @Test
    void httpWithoutOrWithAnotherPasswordIsRefused() throws IOException {
        try (WebServer server = new WebServer(upstream.repository(), "topo", "secret")) {
            open("http://" + server.host() + "/labs.git", new GitSecrets(NONE, NONE, NONE));
            assertTrue(fails().contains("--git-credentials names the file"), feed.standing().message());
            feed.close();
            Path file = secret("credentials", "http://topo:wrong@" + server.host() + "\n", "rw-------");
            open("http://" + server.host() + "/labs.git", new GitSecrets(file, NONE, NONE));
            fails();
            secret("credentials", "http://topo:secret@" + server.host() + "\n", "rw-------");
            feed.urge();
            await("the new password").atMost(Duration.ofSeconds(60)).until(() -> feed.standing().isReady());
        }
    }

    @Test
    void aRedirectDoesNotLearnThePassword() throws IOException {
        try (WebServer server = new WebServer(upstream.repository(), "topo", "secret");
                WebServer thief = new WebServer(upstream.repository(), "nobody", "x")) {
            server.elsewhere = "http://" + thief.host();
            Path file = secret("credentials", "http://topo:secret@" + server.host() + "\n", "rw-------");
            open("http://" + server.host() + "/labs.git", new GitSecrets(file, NONE, NONE));
            fails();
            assertEquals(List.of(), thief.seen);
        }
    }

    @Test
    void filesThatOthersMayReadAreRefused() throws IOException {
        Path open = secret("credentials", "https://a:b@c\n", "rw-r-----");
        String said = assertThrows(SurroundingsException.class, () -> new GitSecrets(open, NONE, NONE).check()).getMessage();
        assertTrue(said.endsWith("its mode is 640; only root may read it: sudo chown root: " + open + "; sudo chmod 0600 " + open), said);
        Path writable = secret("known", "", "rw-rw-r--");
        assertThrows(SurroundingsException.class, () -> new GitSecrets(NONE, NONE, writable).check());
        new GitSecrets(NONE, NONE, secret("known2", "", "rw-r--r--")).check();
        Path alien = secret("alien", "", "rw-------");
        Files.setAttribute(alien, "unix:uid", 12345);
        assertThrows(SurroundingsException.class, () -> new GitSecrets(NONE, alien, NONE).check());
        assertThrows(SurroundingsException.class, () -> new GitSecrets(folder.resolve("absent"), NONE, NONE).check());
    }

    @Test
    void sshWithAKeyAndAKnownHost() throws IOException, GeneralSecurityException {
        KeyPair pair = ShellServer.pair();
        Path key = ShellServer.write(pair, folder.resolve("key"));
        try (ShellServer server = new ShellServer(upstream.repository(), pair.getPublic())) {
            Path known = secret("known_hosts", server.line(), "rw-r--r--");
            open("ssh://git@127.0.0.1:" + server.port() + "/srv/labs.git", new GitSecrets(NONE, key, known));
            succeeds();
        }
    }

    @Test
    void sshWithAKeyOfSshKeygen() throws IOException, InterruptedException, GeneralSecurityException {
        Path key = folder.resolve("ed25519");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "no ssh-keygen");
        assertEquals(0, new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()).start().waitFor());
        PublicKey admitted = AuthorizedKeyEntry.parseAuthorizedKeyEntry(Files.readString(folder.resolve("ed25519.pub")))
                .resolvePublicKey(null, null, null);
        try (ShellServer server = new ShellServer(upstream.repository(), admitted)) {
            Path known = secret("known_hosts", server.line(), "rw-r--r--");
            open("ssh://git@127.0.0.1:" + server.port() + "/srv/labs.git", new GitSecrets(NONE, key, known));
            succeeds();
        }
    }

    @Test
    void sshToAHostThatIsNotKnownOrWithAnotherKeyIsRefused() throws IOException, GeneralSecurityException {
        KeyPair pair = ShellServer.pair();
        Path key = ShellServer.write(pair, folder.resolve("key"));
        Path other = ShellServer.write(ShellServer.pair(), folder.resolve("other"));
        try (ShellServer server = new ShellServer(upstream.repository(), pair.getPublic());
                ShellServer another = new ShellServer(upstream.repository(), pair.getPublic())) {
            String url = "ssh://git@127.0.0.1:" + server.port() + "/srv/labs.git";
            Path wrong = secret("wrong", another.line().replace(":" + another.port(), ":" + server.port()), "rw-r--r--");
            for (Path known : new Path[] {null, secret("empty", "", "rw-r--r--"), wrong}) {
                open(url, new GitSecrets(NONE, key, known));
                assertTrue(fails().contains("not in the file of --known-hosts"), feed.standing().message());
                feed.close();
            }
            assertEquals("", Files.readString(folder.resolve("empty")), "nothing is learned");
            Path right = secret("right", server.line(), "rw-r--r--");
            open(url, new GitSecrets(NONE, other, right));
            assertTrue(fails().contains("--ssh-key names the file"), feed.standing().message());
        }
    }
}
