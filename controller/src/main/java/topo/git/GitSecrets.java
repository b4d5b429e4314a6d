package topo.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import topo.api.SurroundingsException;

/**
 * The files that let topo into repositories. They are read at each fetch, so that a new password or key needs no restart.
 *
 * @param credentials in the format of git-credential-store(1), for https; null if there is none
 * @param key a private key without a passphrase, for ssh; null if there is none
 * @param knownHosts in the format of sshd(8); ssh needs one
 */
public record GitSecrets(Path credentials, Path key, Path knownHosts) {
    private static final int OTHERS = 0077;
    private static final int OTHERS_MAY_WRITE = 0022;
    private static final long MOST_BYTES = 1 << 20;

    /** @throws SurroundingsException if one of them is not there, or is not as safe as it must be */
    public void check() {
        if (credentials != null) {
            check(credentials, OTHERS);
        }
        if (key != null) {
            check(key, OTHERS);
        }
        if (knownHosts != null) {
            check(knownHosts, OTHERS_MAY_WRITE);
        }
    }

    Optional<String> credentialLines() throws IOException {
        if (credentials == null) {
            return Optional.empty();
        }
        check(credentials, OTHERS);
        return Optional.of(Files.readString(credentials, StandardCharsets.UTF_8));
    }

    /** {@code forbidden}: bits of the mode that must not be set. */
    private static void check(Path file, int forbidden) {
        try {
            Map<String, Object> facts = Files.readAttributes(file, "unix:uid,mode,size");
            int mode = (Integer) facts.get("mode");
            // The owner of /proc/self is the effective user.
            boolean own = facts.get("uid").equals(0) || facts.get("uid").equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
            if (!Files.isRegularFile(file) || (Long) facts.get("size") > MOST_BYTES) {
                throw new SurroundingsException("read " + file + ": it is no file of a usual size");
            }
            if (!own || (mode & forbidden) != 0) {
                String wrong = own ? "its mode is " + Integer.toOctalString(mode & 07777) : "it belongs to user " + facts.get("uid");
                throw new SurroundingsException("read " + file + ": " + wrong + "; only root may "
                        + (forbidden == OTHERS ? "read" : "write") + " it: sudo chown root: " + file + "; sudo chmod "
                        + (forbidden == OTHERS ? "0600 " : "0644 ") + file);
            }
        } catch (NoSuchFileException gone) {
            throw new SurroundingsException("read " + file + ": ENOENT: No such file", gone);
        } catch (IOException refused) {
            throw new SurroundingsException("read " + file + ": " + refused.getMessage(), refused);
        }
    }
}
