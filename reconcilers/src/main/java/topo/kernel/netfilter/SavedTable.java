package topo.kernel.netfilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What iptables-save showed of one table, cut down to the chains of one prefix and the rules of other chains that lead to them. Other
 * chains and rules are skipped unread.
 *
 * @param backend which one wrote it
 * @param chains our chains, each with its rules in order
 * @param jumps the rules outside of our chains that lead to one of them
 */
public record SavedTable(Backend backend, Map<String, List<Saved>> chains, List<Jump> jumps) {

    /** A rule of one of our chains; the comment is empty if it has none. */
    public record Saved(String comment) {}

    /** A rule elsewhere that leads to {@code target}; {@code bare} if it has no other condition, so that its whole text is known. */
    public record Jump(String from, String target, String comment, boolean bare) {}

    public static SavedTable empty(Backend backend) {
        return new SavedTable(backend, Map.of(), List.of());
    }

    /** The rules of a chain, none if there is no such chain. */
    public List<Saved> rules(String chain) {
        return chains.getOrDefault(chain, List.of());
    }

    /** How many jumps of exactly this kind there are. */
    public int count(String from, String target, String comment) {
        int count = 0;
        for (Jump jump : jumps) {
            count += jump.bare() && jump.from().equals(from) && jump.target().equals(target) && jump.comment().equals(comment) ? 1 : 0;
        }
        return count;
    }

    /**
     * Reads the output of iptables-save for one table.
     *
     * @throws IptablesException if it is not a whole table. With rules in it that only nft can show, iptables-nft-save says so in a
     *     comment and exits with 0; taking that for an empty table would delete or double everything.
     */
    public static SavedTable parse(String text, String prefix) {
        Map<String, List<Saved>> chains = new LinkedHashMap<>();
        List<Jump> jumps = new ArrayList<>();
        Backend backend = Backend.LEGACY;
        boolean committed = false;
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('\n', start);
            String line = text.substring(start, end < 0 ? text.length() : end);
            start = end < 0 ? text.length() : end + 1;
            if (line.startsWith("#")) {
                backend = line.contains("(nf_tables)") ? Backend.NFT : backend;
                refuseIncompatible(line);
            } else if (line.startsWith(":" + prefix)) {
                int nameEnd = line.indexOf(' ');
                chains.put(line.substring(1, nameEnd < 0 ? line.length() : nameEnd), new ArrayList<>());
            } else if (line.startsWith("-A ") && line.contains(prefix)) {
                rule(SavedLine.read(line), prefix, chains, jumps);
            }
            committed |= line.equals("COMMIT");
        }
        if (!committed) {
            throw new IptablesException("what iptables-save wrote ends before its COMMIT line", IptablesException.Reason.CUT);
        }
        return new SavedTable(backend, chains, jumps);
    }

    private static void refuseIncompatible(String line) {
        if (line.contains("is incompatible")) {
            String words = line.substring(1).strip();
            throw new IptablesException("iptables cannot read it: it holds rules that were made with nft (" + words + ")");
        }
    }

    private static void rule(SavedLine line, String prefix, Map<String, List<Saved>> chains, List<Jump> jumps) {
        List<Saved> own = chains.get(line.chain());
        if (own != null) {
            own.add(new Saved(line.comment()));
        } else if (line.target().startsWith(prefix)) {
            jumps.add(new Jump(line.chain(), line.target(), line.comment(), line.bare()));
        }
    }
}
