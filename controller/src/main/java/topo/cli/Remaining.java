package topo.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sentences on what is left to do, in a number that a person reads. */
final class Remaining {
    private static final int MOST = 12;

    private Remaining() {}

    /**
     * All of them if they are few; else the first ones and how many more there are of each sort, which the first words of a sentence tell:
     * {@code not done: create veth p3 (namespace sw)}.
     */
    static List<String> lines(List<String> sentences) {
        if (sentences.size() <= MOST) {
            return sentences;
        }
        List<String> lines = new ArrayList<>(sentences.subList(0, MOST - 1));
        Map<String, Integer> sorts = new LinkedHashMap<>();
        for (String sentence : sentences.subList(MOST - 1, sentences.size())) {
            sorts.merge(sort(sentence), 1, Integer::sum);
        }
        StringBuilder rest = new StringBuilder("... and " + (sentences.size() - MOST + 1) + " more");
        String separator = ": ";
        for (Map.Entry<String, Integer> sort : sorts.entrySet()) {
            rest.append(separator).append(sort.getKey()).append(" (").append(sort.getValue()).append(')');
            separator = ", ";
        }
        lines.add(rest.toString());
        return lines;
    }

    /** "create veth" of "not done: create veth p3"; of another sentence what is before its colon. */
    private static String sort(String sentence) {
        int colon = sentence.indexOf(": ");
        if (!sentence.startsWith("not done: ")) {
            return colon < 0 ? "others" : sentence.substring(0, colon);
        }
        String[] words = sentence.substring(colon + 2).split(" ", 3);
        return words.length < 3 ? words[0] : words[0] + " " + words[1];
    }
}
