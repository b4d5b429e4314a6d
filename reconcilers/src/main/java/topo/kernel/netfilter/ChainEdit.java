package topo.kernel.netfilter;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The fewest deletions and insertions that turn one chain into another. Rules that stay are not written again, so their counters
 * survive. Rules are told apart by their comments alone.
 *
 * @param deletions positions from 1, the last first, so that each is right when its turn comes
 * @param insertions to be done one after the other, after the deletions
 * @param size how many rules the chain has afterwards
 */
public record ChainEdit(List<Integer> deletions, List<Insertion> insertions, int size) {

    /** A rule that comes to stand at this position, counted from 1; {@code last} if nothing follows it then. */
    public record Insertion(int position, Rule rule, boolean last) {}

    public boolean isEmpty() {
        return deletions.isEmpty() && insertions.isEmpty();
    }

    /**
     * From {@code current} (comments in order) to {@code wanted}, where only rules whose comment is in {@code touch} are deleted or
     * inserted. The others stay if they are there and stay away if they are not.
     */
    public static ChainEdit between(List<String> current, List<Rule> wanted, Predicate<String> touch) {
        Set<String> present = new HashSet<>(current);
        List<Rule> goal = new ArrayList<>();
        for (Rule rule : wanted) {
            if (touch.test(rule.comment()) || present.contains(rule.comment())) {
                goal.add(rule);
            }
        }
        int[] stays = match(current, goal);
        List<Integer> deletions = new ArrayList<>();
        int[] goalToLeft = new int[goal.size()];
        Arrays.fill(goalToLeft, -1);
        int left = 0;
        for (int i = 0; i < current.size(); i++) {
            if (stays[i] < 0 && touch.test(current.get(i))) {
                deletions.add(0, i + 1);
                continue;
            }
            if (stays[i] >= 0) {
                goalToLeft[stays[i]] = left;
            }
            left++;
        }
        List<Insertion> insertions = insertions(goal, goalToLeft, left, touch);
        return new ChainEdit(deletions, insertions, left + insertions.size());
    }

    private static List<Insertion> insertions(List<Rule> goal, int[] goalToLeft, int left, Predicate<String> touch) {
        List<Insertion> insertions = new ArrayList<>();
        int at = 0;
        for (int j = 0; j < goal.size(); j++) {
            if (goalToLeft[j] >= 0) {
                at = goalToLeft[j] + insertions.size() + 1;
            } else if (touch.test(goal.get(j).comment())) {
                insertions.add(new Insertion(at + 1, goal.get(j), at == left + insertions.size()));
                at++;
            }
        }
        return insertions;
    }

    /** For each comment of a chain, which of these wanted rules it is, in the longest run that is in the same order; -1 for none. */
    public static int[] match(List<String> current, List<Rule> wanted) {
        Map<String, Deque<Integer>> places = new HashMap<>();
        for (int j = 0; j < wanted.size(); j++) {
            places.computeIfAbsent(wanted.get(j).comment(), c -> new ArrayDeque<>(1)).add(j);
        }
        int[] place = new int[current.size()];
        for (int i = 0; i < place.length; i++) {
            Deque<Integer> free = places.get(current.get(i));
            place[i] = free == null || free.isEmpty() ? -1 : free.poll();
        }
        return longestAscending(place);
    }

    /** Keeps the longest ascending subsequence of the values that are not negative (patience sorting) and sets the others to -1. */
    private static int[] longestAscending(int[] values) {
        int[] tails = new int[values.length];
        int[] before = new int[values.length];
        int length = 0;
        for (int i = 0; i < values.length; i++) {
            if (values[i] < 0) {
                continue;
            }
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (values[tails[middle]] < values[i]) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            before[i] = low == 0 ? -1 : tails[low - 1];
            tails[low] = i;
            length = Math.max(length, low + 1);
        }
        int[] kept = new int[values.length];
        Arrays.fill(kept, -1);
        for (int i = length == 0 ? -1 : tails[length - 1]; i >= 0; i = before[i]) {
            kept[i] = values[i];
        }
        return kept;
    }
}
