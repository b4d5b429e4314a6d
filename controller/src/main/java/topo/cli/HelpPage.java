package topo.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The help pages, laid out by picocli from the commands' {@link Syntax}. */
final class HelpPage {
    private static final int WIDTH = 100;

    private final PrintStream out;
    private final boolean colour;

    HelpPage(PrintStream out, boolean colour) {
        this.out = out;
        this.colour = colour;
    }

    /** The page of topo as a whole. */
    void overview() {
        CommandSpec spec = CommandSpec.create().name("topo");
        spec.usageMessage().width(WIDTH).customSynopsis("topo COMMAND [OPTIONS]", "topo --help | --version")
                .description("%nBuilds the networks that YAML files describe: namespaces, links, routes, NAT and cgroups.%n")
                .commandListHeading("Commands:%n")
                .footer("%n\"topo COMMAND --help\" tells more of a command.");
        for (Verb verb : Verb.values()) {
            CommandSpec command = CommandSpec.create().name(verb.word());
            command.usageMessage().description(escape(verb.summary()));
            spec.addSubcommand(verb.word(), command);
        }
        exits(spec, List.of(Exit.values()));
        print(spec);
    }

    /** The page of one command. */
    void of(Syntax syntax) {
        CommandSpec spec = CommandSpec.create().name("topo " + syntax.verb().word());
        String synopsis = "topo " + syntax.verb().word() + " [OPTIONS] " + syntax.parameters();
        spec.usageMessage().width(WIDTH).sortOptions(false).abbreviateSynopsis(false).customSynopsis(escape(synopsis))
                .description(paragraphs(syntax)).optionListHeading("Options:%n");
        for (Option option : syntax.options()) {
            OptionSpec.Builder line = option.brief().isEmpty() ? OptionSpec.builder(option.name())
                    : OptionSpec.builder(option.brief(), option.name());
            line.description(escape(option.help()));
            if (option.takesValue()) {
                line.type(String.class).paramLabel(option.value());
            } else {
                line.type(boolean.class);
            }
            spec.addOption(line.build());
        }
        List<Exit> exits = new ArrayList<>(syntax.exits());
        exits.add(Exit.USAGE);
        exits.sort(null);
        exits(spec, exits);
        print(spec);
    }

    private static String[] paragraphs(Syntax syntax) {
        List<String> lines = new ArrayList<>();
        lines.add("%n" + escape(syntax.verb().summary()));
        for (String paragraph : syntax.description()) {
            lines.add(escape(paragraph));
        }
        lines.add("");
        return lines.toArray(new String[0]);
    }

    private static void exits(CommandSpec spec, List<Exit> exits) {
        Map<String, String> meanings = new LinkedHashMap<>();
        for (Exit exit : exits) {
            meanings.put(String.valueOf(exit.code()), escape(exit.meaning()));
        }
        spec.usageMessage().exitCodeListHeading("%nExit status:%n").exitCodeList(meanings);
    }

    private void print(CommandSpec spec) {
        new CommandLine(spec).usage(out, colour ? Ansi.ON : Ansi.OFF);
    }

    /** picocli takes these texts as formats, and {@code @|...|@} as markup. */
    private static String escape(String text) {
        return text.replace("%", "%%").replace("@|", "@ |");
    }
}
