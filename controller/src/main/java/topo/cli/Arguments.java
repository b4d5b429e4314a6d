package topo.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import topo.api.yaml.Problems;
import topo.api.yaml.Suggestion;

/**
 * The words after a command, sorted into options and parameters. Read here and not by picocli, whose classes are too old for the JVM's
 * class-data archive and cost 100 ms a start; picocli lays out the help (see {@link HelpPage}).
 */
final class Arguments {
    private static final int MOST_DIGITS = 9;

    private final Map<String, String> options = new HashMap<>();
    private final Map<String, List<String>> repeated = new HashMap<>();
    private final List<String> parameters = new ArrayList<>();

    private Arguments() {}

    /**
     * POSIX and GNU rules: {@code --name value}, {@code --name=value}, {@code -o value}, {@code -ovalue}; {@code --} ends the options;
     * {@code -} is a parameter; of an option given twice the last counts.
     *
     * @throws UsageException if the words do not fit the syntax
     */
    static Arguments read(Syntax syntax, List<String> words) {
        Arguments found = new Arguments();
        int at = 0;
        boolean optionsEnded = false;
        while (at < words.size()) {
            String word = words.get(at++);
            if (optionsEnded || word.length() < 2 || word.charAt(0) != '-') {
                found.parameters.add(word);
                // With a program to run, its own options are none of ours.
                optionsEnded |= syntax.rest() && found.parameters.size() > 1;
            } else if (word.equals("--")) {
                optionsEnded = true;
            } else {
                at += found.option(syntax, word, at < words.size() ? words.get(at) : null);
            }
        }
        if (!found.has("--help")) {
            found.checkCount(syntax);
        }
        return found;
    }

    /** Returns how many more words it took. */
    private int option(Syntax syntax, String word, String next) {
        boolean isLong = word.startsWith("--");
        int equals = isLong ? word.indexOf('=') : -1;
        String name = isLong ? equals < 0 ? word : word.substring(0, equals) : word.substring(0, 2);
        String attached = isLong ? equals < 0 ? null : word.substring(equals + 1) : word.length() > 2 ? word.substring(2) : null;
        Option option = syntax.option(name);
        if (option == null) {
            throw new UsageException("unknown option " + quote(name) + Suggestion.of(name, syntax.optionNames()));
        }
        if (!option.takesValue()) {
            if (attached != null) {
                throw new UsageException("the option " + option.name() + " takes no value, found " + quote(attached));
            }
            options.put(option.name(), "");
            return 0;
        }
        String value = attached != null ? attached : next;
        if (value == null) {
            throw new UsageException("the option " + option.name() + " needs a value: " + option.name() + " " + option.value());
        }
        options.put(option.name(), value);
        repeated.computeIfAbsent(option.name(), n -> new ArrayList<>()).add(value);
        return attached != null ? 0 : 1;
    }

    private void checkCount(Syntax syntax) {
        if (parameters.size() < syntax.least()) {
            throw new UsageException("topo " + syntax.verb().word() + " needs " + syntax.parameters());
        }
        if (parameters.size() > syntax.most()) {
            throw new UsageException(quote(parameters.get(syntax.most())) + " is one parameter too many");
        }
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    List<String> parameters() {
        return parameters;
    }

    /** The value of an option, or {@code otherwise}. */
    String text(String option, String otherwise) {
        return options.getOrDefault(option, otherwise);
    }

    /** The values of an option that may be given several times, in their order. */
    List<String> all(String option) {
        return repeated.getOrDefault(option, List.of());
    }

    /** The value of an option that is one of some words; the first of them if it was not given. */
    String choice(String option, String... words) {
        String value = options.getOrDefault(option, words[0]);
        for (String word : words) {
            if (word.equals(value)) {
                return value;
            }
        }
        List<String> known = List.of(words);
        throw new UsageException("the option " + option + " is one of " + String.join(", ", known) + "; found " + quote(value)
                + Suggestion.of(value, known));
    }

    /** A time in milliseconds: {@code 500ms}, {@code 30s}, {@code 1m}. */
    long millis(String option, long otherwise) {
        String value = options.get(option);
        if (value == null) {
            return otherwise;
        }
        long factor = switch (unit(value)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            default -> 0;
        };
        return scaled(option, value, factor, "a time such as 500ms, 30s or 1m");
    }

    /** A number from 1 that was given. */
    int number(String option) {
        String value = options.get(option);
        int digits = digits(value);
        if (digits == 0 || digits > MOST_DIGITS || digits < value.length() || Integer.parseInt(value) == 0) {
            throw new UsageException("the option " + option + " is a number from 1; found " + quote(value));
        }
        return Integer.parseInt(value);
    }

    /** A longer time in whole seconds: {@code 90s}, {@code 10m}, {@code 2h}, {@code 1d}; at least one second. */
    long seconds(String option, long otherwise) {
        String value = options.get(option);
        if (value == null) {
            return otherwise;
        }
        long factor = switch (unit(value)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 0;
        };
        long seconds = scaled(option, value, factor, "a time such as 90s, 10m or 2h");
        return Math.max(1, seconds);
    }

    /** A size in bytes: {@code 16M} or a bare number. */
    long bytes(String option, long otherwise) {
        String value = options.get(option);
        if (value == null) {
            return otherwise;
        }
        long factor = switch (unit(value)) {
            case "" -> 1;
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            default -> 0;
        };
        return scaled(option, value, factor, "a size such as 16M");
    }

    private static String unit(String value) {
        return value.substring(digits(value));
    }

    private static int digits(String value) {
        int digits = 0;
        while (digits < value.length() && value.charAt(digits) >= '0' && value.charAt(digits) <= '9') {
            digits++;
        }
        return digits;
    }

    /** {@code factor}: what the value's unit stands for, 0 if it is none. */
    private static long scaled(String option, String value, long factor, String expected) {
        int digits = digits(value);
        if (factor == 0 || digits == 0 || digits > MOST_DIGITS) {
            throw new UsageException("the option " + option + " is " + expected + "; found " + quote(value));
        }
        return Long.parseLong(value.substring(0, digits)) * factor;
    }

    private static String quote(String word) {
        return "\"" + Problems.printable(word, 60) + "\"";
    }
}
