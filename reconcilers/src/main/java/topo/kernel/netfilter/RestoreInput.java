package topo.kernel.netfilter;

import java.util.ArrayList;
import java.util.List;

/**
 * The input of one {@code iptables-restore --noflush} for one table. One table only: of several, the first would be committed even if
 * the second fails. Chains of other prefixes are refused except as the place of a jump: declaring a chain that exists empties it.
 * Jumps in other chains are deleted by their text and never by position, which another program may shift at any time.
 *
 * <p>Every word in it is a name of letters, digits, "-" and "_", a number, a {@link RuleBody} or a comment that {@link Rule} has checked,
 * so no name can begin another line, table or option.
 */
public final class RestoreInput {
    /** XT_EXTENSION_MAXNAMELEN is 29 with the final zero (linux/netfilter/x_tables.h). */
    private static final int LONGEST_CHAIN = 28;

    private final String prefix;
    private final List<String> lines = new ArrayList<>();

    public RestoreInput(String table, String prefix) {
        this.prefix = prefix;
        lines.add("*" + word(table));
    }

    public boolean isEmpty() {
        return lines.size() == 1;
    }

    /** Makes a chain that does not exist yet. */
    public void createChain(String chain) {
        lines.add(":" + own(chain) + " - [0:0]");
    }

    /** Removes an empty chain that nothing leads to. */
    public void deleteChain(String chain) {
        lines.add("-X " + own(chain));
    }

    public void edit(String chain, ChainEdit edit) {
        own(chain);
        for (int position : edit.deletions()) {
            lines.add("-D " + chain + " " + position);
        }
        for (ChainEdit.Insertion insertion : edit.insertions()) {
            String verb = insertion.last() ? "-A " + chain : "-I " + chain + " " + insertion.position();
            lines.add(verb + " " + insertion.rule().withComment());
        }
    }

    /** Leads from the very start of a built-in chain to one of ours. */
    public void insertJump(String from, String chain, String comment) {
        lines.add("-I " + word(from) + " 1 " + jump(chain, comment));
    }

    /** Takes the first such jump away; an empty comment means one without a comment. */
    public void deleteJump(String from, String chain, String comment) {
        lines.add("-D " + word(from) + " " + jump(chain, comment));
    }

    private String jump(String chain, String comment) {
        return comment.isEmpty() ? "-j " + own(chain) : new Rule(comment, new RuleBody("-j " + own(chain))).withComment();
    }

    private String own(String chain) {
        if (!chain.startsWith(prefix)) {
            throw new IllegalArgumentException("the chain " + chain + " is not one of " + prefix);
        }
        return word(chain);
    }

    private static String word(String name) {
        boolean plain = !name.isEmpty() && name.length() <= LONGEST_CHAIN && name.charAt(0) != '-';
        for (int i = 0; plain && i < name.length(); i++) {
            char c = name.charAt(i);
            plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_';
        }
        if (!plain) {
            throw new IllegalArgumentException("the name of a chain or table is 1 to 28 letters, digits, \"-\" and \"_\", no \"-\" first");
        }
        return name;
    }

    /** The line of this number, counted from 1 as iptables-restore does; empty if there is none. */
    String line(int number) {
        return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
    }

    /** The whole text, committed. */
    @Override
    public String toString() {
        return String.join("\n", lines) + "\nCOMMIT\n";
    }
}
