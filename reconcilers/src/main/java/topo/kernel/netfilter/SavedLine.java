package topo.kernel.netfilter;

import java.util.ArrayList;
import java.util.List;

/**
 * One {@code -A} line of iptables-save: its chain, comment (empty if none) and target. {@code bare} if there is nothing else in it.
 * Words with other characters than letters, digits, "-" and "_" stand in double quotes, in which a backslash escapes a quote or
 * backslash (xtables_save_string in libxtables).
 */
record SavedLine(String chain, String comment, String target, boolean bare) {

    static SavedLine read(String line) {
        List<String> words = words(line);
        String comment = "";
        String target = "";
        boolean bare = true;
        for (int i = 2; i < words.size(); i++) {
            String next = i + 1 < words.size() ? words.get(i + 1) : "";
            switch (words.get(i)) {
                case "--comment" -> comment = next;
                case "-j" -> target = next;
                case "-g" -> {
                    target = next;
                    bare = false;
                }
                case "-m" -> bare &= next.equals("comment");
                default -> {
                    bare = false;
                    i--;
                }
            }
            i++;
        }
        return new SavedLine(words.size() > 1 ? words.get(1) : "", comment, target, bare);
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                any = true;
            } else if (c == ' ' && !quoted) {
                if (any || word.length() > 0) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
            }
        }
        if (any || word.length() > 0) {
            words.add(word.toString());
        }
        return words;
    }
}
