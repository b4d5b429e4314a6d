package topo.kernel.netfilter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The edits, carried out on a list as iptables would. */
class ChainEditTest {

    private static List<Rule> rules(List<String> comments) {
        return comments.stream().map(comment -> new Rule(comment, new RuleBody("-j RETURN"))).toList();
    }

    private static List<String> carriedOut(List<String> current, ChainEdit edit) {
        List<String> chain = new ArrayList<>(current);
        edit.deletions().forEach(position -> chain.remove(position - 1));
        for (ChainEdit.Insertion insertion : edit.insertions()) {
            assertEquals(insertion.last(), insertion.position() == chain.size() + 1);
            chain.add(insertion.position() - 1, insertion.rule().comment());
        }
        assertEquals(edit.size(), chain.size());
        return chain;
    }

    private static List<String> edited(String current, String wanted, Predicate<String> touch) {
        List<String> before = List.of(current.split(""));
        return carriedOut(before, ChainEdit.between(before, rules(List.of(wanted.split(""))), touch));
    }

    @Test
    void equalChainsNeedNothing() {
        assertTrue(ChainEdit.between(List.of("a", "b", "a"), rules(List.of("a", "b", "a")), c -> true).isEmpty());
    }

    @Test
    void movesAsFewAsPossible() {
        ChainEdit edit = ChainEdit.between(List.of("b", "c", "d", "a"), rules(List.of("a", "b", "c", "d")), c -> true);
        assertEquals(List.of(4), edit.deletions());
        assertEquals(1, edit.insertions().size());
        assertEquals(1, edit.insertions().get(0).position());
    }

    @Test
    void touchesNothingElse() {
        assertEquals(List.of("x", "a", "B", "y"), edited("xay", "aB", Set.of("B")::contains));
        assertEquals(List.of("x", "y"), edited("xay", "B", Set.of("a")::contains));
        assertEquals(List.of("x", "a", "y"), edited("xay", "ayxC", Set.of("q")::contains));
    }

    @Test
    void reachesWhatIsWantedFromAnywhere() {
        Random random = new Random(7);
        for (int round = 0; round < 3000; round++) {
            List<String> current = letters(random, random.nextInt(9));
            List<String> wanted = letters(random, random.nextInt(9));
            assertEquals(wanted, carriedOut(current, ChainEdit.between(current, rules(wanted), c -> true)));
        }
    }

    @Test
    void keepsTheLongestCommonOrderOfDistinctRules() {
        Random random = new Random(8);
        for (int round = 0; round < 1000; round++) {
            List<String> current = letters(random, 8).stream().distinct().toList();
            List<String> wanted = letters(random, 8).stream().distinct().toList();
            ChainEdit edit = ChainEdit.between(current, rules(wanted), c -> true);
            assertEquals(longestCommon(current, wanted), current.size() - edit.deletions().size());
        }
    }

    private static int longestCommon(List<String> a, List<String> b) {
        int[][] best = new int[a.size() + 1][b.size() + 1];
        for (int i = 1; i <= a.size(); i++) {
            for (int j = 1; j <= b.size(); j++) {
                best[i][j] = a.get(i - 1).equals(b.get(j - 1)) ? best[i - 1][j - 1] + 1 : Math.max(best[i - 1][j], best[i][j - 1]);
            }
        }
        return best[a.size()][b.size()];
    }

    private static List<String> letters(Random random, int count) {
        List<String> letters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            letters.add(String.valueOf((char) ('a' + random.nextInt(7))));
        }
        return letters;
    }
}
