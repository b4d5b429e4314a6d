package topo.kernel.process;

import java.time.Duration;
import java.util.List;

/**
 * One program to run. {@code arguments} starts with the program's absolute path; no shell ever sees them. {@code input} is its standard
 * input, empty for none. After {@code limit} it is killed.
 */
public record Command(List<String> arguments, String input, Duration limit) {
    public Command {
        arguments = List.copyOf(arguments);
        if (!arguments.get(0).startsWith("/")) {
            throw new IllegalArgumentException("the program " + arguments.get(0) + " is not named by an absolute path");
        }
    }

    /** The program without its folder. */
    public String program() {
        String path = arguments.get(0);
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
