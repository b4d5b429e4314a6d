package topo.kernel.netfilter;

/** One rule to write: its comment, by which it is known again, and the rest but for the chain. */
public record Rule(String comment, RuleBody body) {
    /** XT_MAX_COMMENT_LEN is 256 with the final zero (linux/netfilter/xt_comment.h). */
    private static final int LONGEST_COMMENT = 255;

    public Rule {
        requirePlain(comment);
    }

    /** A newline in a comment would make a saved table that nobody can restore; a quote would end it early. */
    static String requirePlain(String comment) {
        boolean plain = !comment.isEmpty() && comment.length() <= LONGEST_COMMENT;
        for (int i = 0; plain && i < comment.length(); i++) {
            char c = comment.charAt(i);
            plain = c > ' ' && c < 0x7f && c != '"' && c != '\\';
        }
        if (!plain) {
            throw new IllegalArgumentException("a comment must be 1 to 255 printable ASCII characters without space, quote and backslash");
        }
        return comment;
    }

    String withComment() {
        return "-m comment --comment \"" + comment + "\" " + body;
    }
}
