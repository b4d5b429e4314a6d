package topo.git;

import java.io.File;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/**
 * Connections over ssh with one key and one list of host keys, both from files that are named: no agent, no {@code ~/.ssh}, no passwords,
 * and no server that the list does not know.
 */
final class SshAccess {
    private SshAccess() {}

    /** {@code folder}: one that stands for a home, without anything of ssh in it. */
    static SshdSessionFactory of(GitSecrets secrets, File folder) {
        List<Path> keys = secrets.key() == null ? List.of() : List.of(secrets.key());
        return new SshdSessionFactoryBuilder().setHomeDirectory(folder).setSshDirectory(folder).setConfigFile(ssh -> null)
                .setConfigStoreFactory((home, config, user) -> null).setPreferredAuthentications("publickey")
                .setDefaultIdentities(ssh -> keys).setDefaultKnownHostsFiles(ssh -> List.of()).setConnectorFactory(null)
                .setServerKeyDatabase((home, ssh) -> new Known(secrets.knownHosts())).build(null);
    }

    /** Looks a host's key up in one file, strictly. */
    private static final class Known implements ServerKeyDatabase {
        private final ServerKeyDatabase list;

        Known(Path file) {
            this.list = new OpenSshServerKeyDatabase(false, file == null ? List.of() : List.of(file));
        }

        @Override
        public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration asked) {
            return list.lookup(address, remote, new Strict(asked));
        }

        @Override
        public boolean accept(String address, InetSocketAddress remote, PublicKey key, Configuration asked, CredentialsProvider nobody) {
            return list.accept(address, remote, key, new Strict(asked), null);
        }
    }

    /** The files of the list and nothing else, whatever a configuration says. */
    private record Strict(ServerKeyDatabase.Configuration asked) implements ServerKeyDatabase.Configuration {
        @Override
        public List<String> getUserKnownHostsFiles() {
            return List.of();
        }

        @Override
        public List<String> getGlobalKnownHostsFiles() {
            return List.of();
        }

        @Override
        public StrictHostKeyChecking getStrictHostKeyChecking() {
            return StrictHostKeyChecking.REQUIRE_MATCH;
        }

        @Override
        public boolean getHashKnownHosts() {
            return false;
        }

        @Override
        public String getUsername() {
            return asked.getUsername();
        }
    }
}
