package topo.cli;

import java.util.List;
import topo.api.yaml.Problems;
import topo.api.yaml.Suggestion;

/** What is said of a name that means nothing. */
final class Unknown {
    private static final int MOST_LISTED = 10;

    private Unknown() {}

    static String topology(String name, List<String> known) {
        return of("topology", name, known);
    }

    /** {@code no topology "ofice" (did you mean "office"?)}, or some of those that there are. */
    static String of(String what, String name, List<String> known) {
        String suggestion = Suggestion.of(name, known);
        if (suggestion.isEmpty()) {
            String some = String.join(", ", known.subList(0, Math.min(MOST_LISTED, known.size())));
            suggestion = known.isEmpty() ? " (there is none)" : " (known: " + some + (known.size() > MOST_LISTED ? ", ...)" : ")");
        }
        return "no " + what + " \"" + Problems.printable(name, 80) + "\"" + suggestion;
    }
}
