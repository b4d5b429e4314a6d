package topo.cli;

import topo.engine.Counts;
import topo.engine.Report;

/** The closing count of what was done: {@code 3 added, 1 changed}; empty if nothing was. */
final class Tally {
    private Tally() {}

    static String of(Report report) {
        Counts done = Counts.of(report.done());
        StringBuilder text = new StringBuilder();
        add(text, done.add(), "added");
        add(text, done.change(), "changed");
        add(text, done.replace(), "replaced");
        add(text, done.delete(), "deleted");
        add(text, report.failures().size(), "failed");
        add(text, report.blocked().size(), "not tried");
        return text.toString();
    }

    private static void add(StringBuilder text, int count, String word) {
        if (count > 0) {
            text.append(text.length() == 0 ? "" : ", ").append(count).append(' ').append(word);
        }
    }
}
