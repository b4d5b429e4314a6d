package topo.cli;

import java.util.List;

/** A completion script for bash, of bash's own means only (bash(1), "Programmable Completion"). */
final class BashCompletion {
    private static final String HEAD = """
            # bash completion for topo
            _topo() {
                local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} offered=
                compopt +o filenames
                if ((COMP_CWORD == 1)); then
                    COMPREPLY=($(compgen -W '%s' -- "$word"))
                    return
                fi
                case $command in
            """;
    private static final String TAIL = """
                esac
                COMPREPLY=($(compgen -W "$offered" -- "$word") ${COMPREPLY[@]+"${COMPREPLY[@]}"})
            }
            _topo_files() {
                compopt -o filenames
                mapfile -t COMPREPLY < <(compgen -d -- "$word"; compgen -f -X '!*.yaml' -- "$word"; compgen -f -X '!*.yml' -- "$word")
            }
            _topo_topologies() {
                offered+=" $(topo get 2>/dev/null | tail -n +2 | cut -d ' ' -f 1)"
            }
            _topo_namespaces() {
                offered+=" $(ls /run/netns 2>/dev/null)"
            }
            complete -F _topo topo
            """;

    private BashCompletion() {}

    static String of(List<Syntax> syntaxes) {
        StringBuilder script = new StringBuilder(HEAD.replace("%s", String.join(" ", Verb.words()) + " --help --version"));
        for (Syntax syntax : syntaxes) {
            branch(syntax, script);
        }
        return script.append(TAIL).toString();
    }

    private static void branch(Syntax syntax, StringBuilder script) {
        script.append("        ").append(syntax.verb().word()).append(")\n");
        StringBuilder names = new StringBuilder();
        StringBuilder valued = new StringBuilder();
        for (Option option : syntax.options()) {
            names.append(' ').append(option.name());
            if (option.takesValue()) {
                String pattern = option.brief().isEmpty() ? option.name() : option.name() + " | " + option.brief();
                valued.append("                ").append(pattern).append(") COMPREPLY=($(compgen -W '")
                        .append(String.join(" ", option.choices())).append("' -- \"$word\")); return ;;\n");
            }
        }
        if (valued.length() > 0) {
            script.append("            case $before in\n").append(valued).append("            esac\n");
        }
        script.append("            [[ $word != -* ]] || offered='").append(names.substring(1)).append("'\n");
        for (Completed completed : Completed.of(syntax)) {
            script.append("            [[ $word == -* ]] || ").append(switch (completed) {
                case FILE -> "_topo_files";
                case TOPOLOGY -> "_topo_topologies";
                case NAMESPACE -> "_topo_namespaces";
                case SHELL -> "offered='bash zsh'";
            }).append('\n');
        }
        script.append("            ;;\n");
    }
}
