package topo.git;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;
import topo.api.SurroundingsException;

/** What JGit throws, in words for people, with the way out where there is one. */
final class GitWords {
    private static final Pattern REFUSED = Pattern.compile("not authorized|authentication is required|auth fail|cannot log in|no more auth"
            + "|authentication (failed|not supported)");
    private static final Pattern UNKNOWN_KEY = Pattern.compile("server key did not validate|host ?key");

    private GitWords() {}

    static GitFailure of(Throwable failed, GitAddress address) {
        if (failed instanceof SurroundingsException known) {
            return new GitFailure(GitFailure.AUTHENTICATION, known.getMessage(), known);
        }
        StringBuilder all = new StringBuilder();
        String told = "";
        for (Throwable one = failed; one != null && one != one.getCause(); one = one.getCause()) {
            String words = words(one);
            if (!told.contains(words)) {
                all.append(all.length() == 0 ? "" : ": ").append(words);
                told = all.toString();
            }
        }
        String lower = told.toLowerCase(Locale.ROOT);
        if (UNKNOWN_KEY.matcher(lower).find()) {
            return new GitFailure(GitFailure.AUTHENTICATION, told
                    + " (the host's key is not in the file of --known-hosts; ssh-keyscan shows it, and the host's owner knows"
                    + " whether it is right)",
                    failed);
        } else if (REFUSED.matcher(lower).find()) {
            return new GitFailure(GitFailure.AUTHENTICATION, told + " (" + (address.isSsh() ? "--ssh-key" : "--git-credentials")
                    + " names the file that lets topo in)", failed);
        }
        return new GitFailure(GitFailure.OPERATION, told, failed);
    }

    private static String words(Throwable one) {
        String message = one.getMessage() == null ? "" : one.getMessage().strip().replaceAll("\\s+", " ").replaceAll("\\.$", "");
        if (one instanceof UnknownHostException) {
            return "unknown host " + message;
        } else if (one instanceof SocketTimeoutException || one instanceof ConnectException) {
            return message;
        }
        return message.isEmpty() ? one.getClass().getSimpleName() : message;
    }
}
