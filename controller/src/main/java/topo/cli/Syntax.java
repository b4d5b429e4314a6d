package topo.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * What one command takes: the one table from which its arguments are read and its help is printed.
 *
 * @param parameters how they are written in the help: {@code FILE|DIR|-...}
 * @param least how many parameters it needs
 * @param most how many it takes
 * @param rest whether everything after the first parameter belongs to another program
 * @param description the paragraphs of its help
 * @param exits the exit statuses it may end with besides {@link Exit#USAGE}
 */
record Syntax(Verb verb, String parameters, int least, int most, boolean rest, List<Option> options, List<String> description,
        List<Exit> exits) {
    private static final Option HELP = new Option("--help", "-h", "", "Print this help.");

    Syntax {
        List<Option> all = new ArrayList<>(options);
        all.add(HELP);
        options = List.copyOf(all);
    }

    Option option(String word) {
        for (Option option : options) {
            if (option.name().equals(word) || option.brief().equals(word)) {
                return option;
            }
        }
        return null;
    }

    List<String> optionNames() {
        List<String> names = new ArrayList<>();
        for (Option option : options) {
            names.add(option.name());
        }
        return names;
    }
}
