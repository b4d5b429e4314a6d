package topo.git;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.errors.UnsupportedCredentialItem;
import org.eclipse.jgit.transport.CredentialItem;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.URIish;
import topo.api.SurroundingsException;

/**
 * User names and passwords from a file in the format of git-credential-store(1): one URL a line, {@code https://user:password@host}. They
 * are given to that host only, whatever a server redirects to. Asks nobody.
 */
final class StoredCredentials extends CredentialsProvider {
    private static final Pattern LINE = Pattern.compile("(https?)://([^:@/]*):([^@/]*)@([^/]+)(/.*)?");

    private final GitSecrets secrets;

    StoredCredentials(GitSecrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public boolean supports(CredentialItem... items) {
        for (CredentialItem item : items) {
            if (!(item instanceof CredentialItem.Username) && !(item instanceof CredentialItem.Password)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean get(URIish uri, CredentialItem... items) {
        Optional<Matcher> found = find(uri);
        if (found.isEmpty()) {
            return false;
        }
        for (CredentialItem item : items) {
            if (item instanceof CredentialItem.Username user) {
                user.setValue(decoded(found.get().group(2)));
            } else if (item instanceof CredentialItem.Password password) {
                password.setValueNoCopy(decoded(found.get().group(3)).toCharArray());
            } else {
                throw new UnsupportedCredentialItem(uri, item.getPromptText());
            }
        }
        return true;
    }

    private Optional<Matcher> find(URIish uri) {
        try {
            String lines = secrets.credentialLines().orElse("");
            String host = uri.getHost() + (uri.getPort() > 0 ? ":" + uri.getPort() : "");
            return lines.lines().map(LINE::matcher)
                    .filter(line -> line.matches() && line.group(1).equals(uri.getScheme()) && line.group(4).equalsIgnoreCase(host)
                            && (uri.getUser() == null || uri.getUser().equals(decoded(line.group(2))))
                            && (line.group(5) == null || line.group(5).equals("/") || line.group(5).equals(uri.getRawPath())))
                    .findFirst();
        } catch (IOException unreadable) {
            throw new SurroundingsException("read " + secrets.credentials() + ": " + unreadable.getMessage(), unreadable);
        }
    }

    /** RFC 3986: "+" stands for itself. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return text;
        }
    }
}
