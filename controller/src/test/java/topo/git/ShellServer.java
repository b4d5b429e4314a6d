package topo.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.UploadPack;

/** A repository behind ssh, for whoever has the key. */
final class ShellServer implements AutoCloseable {
    private final SshServer server = SshServer.setUpDefaultServer();
    private final KeyPair host = pair();

    ShellServer(Repository repository, PublicKey admitted) throws IOException {
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((user, key, session) -> KeyUtils.compareKeys(key, admitted));
        server.setCommandFactory((channel, command) -> new Pack(command, repository));
        server.start();
    }

    int port() {
        return server.getPort();
    }

    /** A line of a known_hosts file. */
    String line() {
        return "[127.0.0.1]:" + port() + " " + PublicKeyEntry.toString(host.getPublic()) + "\n";
    }

    static KeyPair pair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** As ssh-keygen writes it, for the owner only. */
    static Path write(KeyPair key, Path file) throws IOException, GeneralSecurityException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (var out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", null, out);
        }
        return file;
    }

    private static final class Pack extends AbstractCommandSupport {
        private final Repository repository;

        Pack(String command, Repository repository) {
            super(command, null);
            this.repository = repository;
        }

        @Override
        public void run() {
            try {
                new UploadPack(repository).upload(getInputStream(), getOutputStream(), getErrorStream());
                onExit(getCommand().startsWith("git-upload-pack '/srv/labs.git'") ? 0 : 1);
            } catch (IOException failed) {
                onExit(1, failed.toString());
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
