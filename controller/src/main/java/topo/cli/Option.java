package topo.cli;

import java.util.List;

/**
 * An option of a command.
 *
 * @param name with its dashes: {@code --timeout}
 * @param brief its one-letter form, {@code -o}, or empty
 * @param value what its value is called in the help, or empty for a switch
 * @param help one sentence
 * @param choices the values that it takes; empty if they cannot be listed
 */
record Option(String name, String brief, String value, String help, List<String> choices) {
    Option(String name, String brief, String value, String help) {
        this(name, brief, value, help, List.of());
    }

    static Option flag(String name, String help) {
        return new Option(name, "", "", help);
    }

    static Option valued(String name, String value, String help) {
        return new Option(name, "", value, help);
    }

    static Option output(String formats) {
        return new Option("--output", "-o", "FORMAT", "The form of the output: " + formats + ".", List.of(formats.split(", ")));
    }

    boolean takesValue() {
        return !value.isEmpty();
    }
}
