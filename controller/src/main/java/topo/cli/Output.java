package topo.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import topo.engine.PlanText;

/**
 * Where a command writes: results to one stream, messages to the other. A reader that goes away does not stop a command half-way, as a
 * PrintStream keeps its errors to itself.
 *
 * @param colour whether results may be coloured
 * @param watched whether messages go to a terminal that can take a line back
 */
record Output(PrintStream out, PrintStream err, boolean colour, boolean watched) {
    Output(PrintStream out, PrintStream err, boolean colour) {
        this(out, err, colour, false);
    }

    /** Colour only where a person looks on, and only unless {@code NO_COLOR} is set to anything (no-color.org). */
    static Output of(PrintStream out, PrintStream err, Map<String, String> environment) {
        boolean able = !"dumb".equals(environment.get("TERM"));
        boolean wanted = able && environment.getOrDefault("NO_COLOR", "").isEmpty();
        return new Output(out, err, wanted && isTerminal(Path.of("/proc/self/fd/1")), able && isTerminal(Path.of("/proc/self/fd/2")));
    }

    /** System.console() will not do: it looks at the input too, and from JDK 22 on is there without any terminal. */
    private static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException unknown) {
            return false;
        }
    }

    void line(String text) {
        out.append(text).append('\n');
    }

    void lines(List<String> lines) {
        for (String line : lines) {
            line(line);
        }
    }

    /**
     * A message for the user, each line made safe for a terminal, as names from the kernel may be in it. What was written to the other
     * stream before comes first on a terminal that shows both.
     */
    void message(String text) {
        out.flush();
        for (String line : text.split("\n", -1)) {
            err.append(PlanText.plain(line.replace('\t', ' '))).append('\n');
        }
        err.flush();
    }
}
