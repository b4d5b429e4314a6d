package topo.api.yaml;

import java.util.ArrayList;
import java.util.List;
import topo.api.yaml.Problems.Problem;

/** Documents that cannot be used, with all that is wrong with them. Nothing was touched. Exit status 2. */
public final class BadDocumentException extends RuntimeException {
    private final transient List<Problem> problems;

    private BadDocumentException(String message, List<Problem> problems) {
        super(message);
        this.problems = List.copyOf(problems);
    }

    /** Throws if any of these files has a problem. The message is a block of lines for each problem, and how many more a file has. */
    static void throwIfAny(List<Problems> files) {
        List<Problem> all = new ArrayList<>();
        StringBuilder message = new StringBuilder();
        for (Problems file : files) {
            if (file.count() == 0) {
                continue;
            }
            List<Problem> shown = file.all();
            for (Problem problem : shown) {
                message.append(message.isEmpty() ? "" : "\n").append(problem);
            }
            if (file.count() > shown.size()) {
                String more = (file.isHopeless() ? "at least " : "") + (file.count() - shown.size());
                message.append("\n").append(file.file()).append(": ... and ").append(more).append(" more");
            }
            all.addAll(shown);
        }
        if (!all.isEmpty()) {
            throw new BadDocumentException(message.toString(), all);
        }
    }

    /** Of every file in the order of reading; at most {@link Problems#MOST_SHOWN} of one. */
    public List<Problem> problems() {
        return problems;
    }
}
