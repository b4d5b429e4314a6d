package topo.git;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A folder of a branch of a repository, written {@code URL#BRANCH:FOLDER}.
 *
 * @param url an https, ssh or file URL, or {@code user@host:path} as ssh's short form
 * @param branch without {@code refs/heads/}
 * @param folder its path in the repository with no slash at its ends; empty for the root
 */
public record GitAddress(String url, String branch, String folder) {
    private static final String PREFIX = "git:";
    /** git-check-ref-format(1), a little stricter: nothing that means something in a shell or a message. */
    private static final Pattern BRANCH = Pattern.compile("(?!.*(\\.\\.|//|\\.lock(/|$)))[A-Za-z0-9_][A-Za-z0-9_./+=@-]{0,199}(?<![./])");
    private static final Pattern URL = Pattern.compile("(https?|ssh)://(?:([^/@]*)@)?(\\[[0-9a-fA-F:.]+\\]|[^/:@\\[]+)(?::[0-9]{1,5})?/.+");
    private static final Pattern SHORT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*@[A-Za-z0-9_][A-Za-z0-9_.-]*:[^:]+");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.[0-9.]+|\\[::1\\]");

    /**
     * Reads what follows {@code git:} on the command line.
     *
     * @throws IllegalArgumentException with what is wrong with it, for people
     */
    public static GitAddress parse(String text) {
        int hash = text.lastIndexOf('#');
        if (hash <= 0 || text.codePoints().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("it is git:URL#BRANCH:FOLDER, as git:https://git.example.org/labs.git#main:office");
        }
        String url = text.substring(0, hash);
        String rest = text.substring(hash + 1);
        int colon = rest.indexOf(':');
        String branch = colon < 0 ? rest : rest.substring(0, colon);
        checkUrl(url);
        if (!BRANCH.matcher(branch).matches()) {
            throw new IllegalArgumentException("\"" + branch + "\" is no name of a branch");
        }
        return new GitAddress(url, branch, folder(colon < 0 ? "" : rest.substring(colon + 1)));
    }

    private static void checkUrl(String url) {
        if (url.startsWith("file:///") || SHORT.matcher(url).matches()) {
            return;
        }
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the URL is https://..., ssh://..., user@host:path or file:///...");
        } else if (parts.group(2) != null && parts.group(2).indexOf(':') >= 0) {
            throw new IllegalArgumentException("a password in the URL is seen by everybody (ps);"
                    + " put it into the file of --git-credentials");
        } else if (parts.group(1).equals("http") && !LOOPBACK.matcher(parts.group(3)).matches()) {
            throw new IllegalArgumentException("http is neither secret nor safe from changes on its way; use https or ssh");
        }
    }

    private static String folder(String text) {
        String folder = text.replaceAll("^/+|/+$", "");
        for (String part : folder.split("/", -1)) {
            if (!folder.isEmpty() && (part.isEmpty() || part.equals(".") || part.equals(".."))) {
                throw new IllegalArgumentException("the folder \"" + text + "\" is a path in the repository, without \".\" and \"..\"");
            }
        }
        return folder;
    }

    /** As on the command line. */
    public String name() {
        return PREFIX + url + "#" + branch + (folder.isEmpty() ? "" : ":" + folder);
    }

    /** Where a file of the folder is said to be. */
    String location(String file) {
        return name() + (folder.isEmpty() ? ":" : "/") + file;
    }

    boolean holds(String location) {
        String start = location("");
        return location.startsWith(start) && location.length() > start.length() && location.indexOf('/', start.length()) < 0;
    }

    String ref() {
        return "refs/heads/" + branch;
    }

    /** Flux's form: {@code main@sha1:} and the commit's id. */
    String revision(String commit) {
        return branch + "@sha1:" + commit;
    }

    boolean isSsh() {
        return url.startsWith("ssh://") || SHORT.matcher(url).matches();
    }
}
