package topo.api.yaml;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;

/** {@code (did you mean "red"?)} for a name that is near one of the known ones. */
public final class Suggestion {
    private static final int LONGEST = 64;
    /** Known names looked at, so that a document with very many costs no time. */
    private static final int MOST_KNOWN = 1_000;

    private Suggestion() {}

    /**
     * With a leading space, or empty when nothing is near: at most a third of the letters wrong, swapped, missing or too many (one of
     * three or fewer), but not all of them. Of equally near ones the first.
     */
    public static String of(String word, Collection<String> known) {
        if (word.length() > LONGEST || word.isEmpty()) {
            return "";
        }
        String wanted = word.toLowerCase(Locale.ROOT);
        String best = null;
        int nearest = Math.min(Math.max(1, Math.min(word.length(), 12) / 3), word.length() - 1) + 1;
        int looked = 0;
        for (String candidate : known) {
            if (Math.abs(candidate.length() - word.length()) < nearest && looked++ < MOST_KNOWN) {
                int distance = distance(wanted, candidate.toLowerCase(Locale.ROOT), nearest);
                if (distance < nearest) {
                    nearest = distance;
                    best = candidate;
                }
            }
        }
        return best == null ? "" : " (did you mean \"" + Problems.printable(best, LONGEST) + "\"?)";
    }

    /** Damerau-Levenshtein distance with adjacent swaps (optimal string alignment); {@code most} if it is that or more. */
    private static int distance(String a, String b, int most) {
        int[] before = new int[b.length() + 1];
        int[] above = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = Math.min(j, most);
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] free = before;
            before = above;
            above = row;
            row = free;
            Arrays.fill(row, most);
            row[0] = Math.min(i, most);
            for (int j = Math.max(1, i - most); j <= Math.min(b.length(), i + most); j++) {
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(Math.min(above[j], row[j - 1]) + 1, above[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    least = Math.min(least, before[j - 2] + 1);
                }
                row[j] = Math.min(least, most);
            }
        }
        return row[b.length()];
    }
}
