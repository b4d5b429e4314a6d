package topo.reconcilers.nat;

import topo.api.Mark;
import topo.api.ResourceId;

/**
 * How one topology marks its chains and rules. A rule's comment is {@code topo:TOPOLOGY:ENTRY:RULE}, where ENTRY is a hash of the entry's
 * id and RULE one of the rule's text, and {@code @DEVICE} follows where {@code @default-route} stood for that device. So it is known
 * whose a rule is and whether it is the right one without reading its syntax.
 */
final class NatMarks {
    private static final int ENTRY_DIGITS = 8;
    private static final int RULE_DIGITS = 16;

    private final String chainPrefix;
    private final String commentPrefix;

    NatMarks(Mark mark) {
        this(mark.chainPrefix() + "-", mark.alias() + ":");
    }

    NatMarks(String chainPrefix, String commentPrefix) {
        this.chainPrefix = chainPrefix;
        this.commentPrefix = commentPrefix;
    }

    /** What a comment says; {@code device} is empty unless it names one. */
    record Parsed(String entry, String device) {}

    String chainPrefix() {
        return chainPrefix;
    }

    String chain(NatChain chain) {
        return chainPrefix + chain.suffix();
    }

    String jumpComment() {
        return commentPrefix + "jump";
    }

    String comment(String entry, String ruleText, String device) {
        return commentPrefix + entry + ":" + hex(hash(ruleText), RULE_DIGITS) + (device == null ? "" : "@" + device);
    }

    /** The hash that stands for an entry in comments. */
    static String entry(ResourceId id) {
        return hex(hash(id.kind() + "\n" + id.netns().value() + "\n" + id.name()), ENTRY_DIGITS);
    }

    /** Null if it is not a comment of a rule of this topology. */
    Parsed parse(String comment) {
        int entryEnd = commentPrefix.length() + ENTRY_DIGITS;
        int ruleEnd = entryEnd + 1 + RULE_DIGITS;
        if (!comment.startsWith(commentPrefix) || comment.length() < ruleEnd || comment.charAt(entryEnd) != ':') {
            return null;
        }
        String rest = comment.substring(ruleEnd);
        if (!rest.isEmpty() && rest.charAt(0) != '@') {
            return null;
        }
        return new Parsed(comment.substring(commentPrefix.length(), entryEnd), rest.isEmpty() ? "" : rest.substring(1));
    }

    /** Whether it is the comment of another topology whose chains, by the chance of the hash, are called like ours. */
    boolean isOfTwin(String comment) {
        return Mark.ofComment(comment).filter(other -> chainPrefix.equals(other.chainPrefix() + "-")
                && !commentPrefix.equals(other.alias() + ":")).isPresent();
    }

    /** FNV-1a of 64 bits; it need not resist an attacker, who could as well copy a comment. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static String hex(long value, int digits) {
        String text = Long.toHexString(value);
        return text.length() >= digits ? text.substring(0, digits) : "0".repeat(digits - text.length()) + text;
    }
}
