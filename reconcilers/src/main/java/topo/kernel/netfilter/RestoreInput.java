package topo.kernel.netfilter;

import java.util.ArrayList;
import java.util.List;

/**
 * The input of one {@code iptables-restore --noflush} for one table. One table only: of several, the first would be committed even if
 * the second fails. Chains of other prefixes are refused except as the place of a jump: declaring a chain that exists empties it.
 * Jumps in other chains are deleted by their text and never by position, which another program may shift at any time.
 */
public final class RestoreInput {
    private final String prefix;
    private final List<String> lines = new ArrayList<>();

    public RestoreInput(String table, String prefix) {
        this.prefix = prefix;
        lines.add("*" + table);
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
        lines.add("-I " + from + " 1 " + jump(chain, comment));
    }

    /** Takes the first such jump away; an empty comment means one without a comment. */
    public void deleteJump(String from, String chain, String comment) {
        lines.add("-D " + from + " " + jump(chain, comment));
    }

    private String jump(String chain, String comment) {
        return comment.isEmpty() ? "-j " + own(chain) : new Rule(comment, "-j " + own(chain)).withComment();
    }

    private String own(String chain) {
        if (!chain.startsWith(prefix)) {
            throw new IllegalArgumentException("the chain " + chain + " is not one of " + prefix);
        }
        return chain;
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
