package topo.cli;

import java.util.List;

/** A completion script for zsh (zshcompsys(1)). */
final class ZshCompletion {
    private static final String TAIL = """
                esac
            }
            _topo_topologies() {
                local -a names
                names=(${(f)"$(topo get 2>/dev/null | tail -n +2 | cut -d ' ' -f 1)"})
                _describe topology names
            }
            _topo_namespaces() {
                _files -W /run/netns
            }
            if [ "$funcstack[1]" = _topo ]; then
                _topo "$@"
            else
                compdef _topo topo
            fi
            """;

    private ZshCompletion() {}

    static String of(List<Syntax> syntaxes) {
        StringBuilder script = new StringBuilder("#compdef topo\n_topo() {\n    local -a commands\n    commands=(\n");
        for (Verb verb : Verb.values()) {
            script.append("        ").append(quoted(verb.word() + ":" + verb.summary())).append('\n');
        }
        script.append("    )\n    if ((CURRENT == 2)); then\n        _describe command commands\n        return\n    fi\n")
                .append("    local command=$words[2]\n    shift words\n    ((CURRENT--))\n    case $command in\n");
        for (Syntax syntax : syntaxes) {
            script.append("        ").append(syntax.verb().word()).append(") _arguments");
            for (Option option : syntax.options()) {
                script.append(" \\\n            ").append(argument(option));
            }
            for (Completed completed : Completed.of(syntax)) {
                script.append(" \\\n            ").append(switch (completed) {
                    case FILE -> quoted("*:file:_files -g \"*.(yaml|yml)(-.) *(-/)\"");
                    case TOPOLOGY -> quoted("*:topology:_topo_topologies");
                    case NAMESPACE -> quoted("1:namespace:_topo_namespaces");
                    case SHELL -> quoted("1:shell:(bash zsh)");
                });
            }
            script.append(" ;;\n");
        }
        return script.append(TAIL).toString();
    }

    private static String argument(Option option) {
        String help = "[" + option.help().replace("[", "\\[").replace("]", "\\]") + "]";
        String value = option.takesValue() ? ":" + option.value() + ":(" + String.join(" ", option.choices()) + ")" : "";
        String spec = quoted(help + value);
        if (option.brief().isEmpty()) {
            return option.name() + spec;
        }
        return "'(" + option.brief() + " " + option.name() + ")'{" + option.brief() + "," + option.name() + "}" + spec;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
