package topo.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the reference of all commands as Markdown, from what their help pages are made of; the package makes its manual page of it. */
public final class Reference {
    private final StringBuilder text = new StringBuilder();

    private Reference() {}

    /** {@code files}: the one to write. */
    public static void main(String[] files) throws IOException {
        Path to = Path.of(files[0]);
        Files.createDirectories(to.toAbsolutePath().getParent());
        Files.writeString(to, new Reference().of(Main.program(System.getenv()).syntaxes()));
    }

    private String of(List<Syntax> syntaxes) {
        text.append("# topo\n\n## Name\n\ntopo - build the networks that YAML files describe\n\n## Synopsis\n\n")
                .append("**topo** *COMMAND* [*OPTIONS*] [*PARAMETERS*]\n\n**topo** **--help** | **--version**\n\n## Description\n\n")
                .append("topo makes this host be as topologies say, written in the language of **topo.yaml**(5): network namespaces, links, routes,"
                        + " NAT, sysctls and limits. What is missing is made, what differs is changed, what is no longer declared is deleted,"
                        + " and whatever topo did not make is left alone.\n\n## Commands\n\n");
        syntaxes.forEach(this::command);
        text.append("## Exit status\n\n");
        for (Exit exit : Exit.values()) {
            text.append("- **").append(exit.code()).append("** ").append(plain(exit.meaning())).append('\n');
        }
        text.append("\n## Environment\n\n")
                .append("- `TOPO_STATE_DIR`, `TOPO_RUN_DIR`, `TOPO_CGROUP_ROOT`: other places than those under Files\n")
                .append("- `TOPO_IPTABLES`: `nft` or `legacy`, where the host's own choice is not to be taken\n")
                .append("- `TOPO_SOCKET`: `none` has a command work alone although a controller runs\n- `TOPO_DEBUG`: `1` shows where an internal error comes from\n- `NO_COLOR`: no colours\n")
                .append("- `JAVA_HOME`: the Java to run on\n\n## Files\n\n")
                .append("- `/var/lib/topo`: what was applied, which **destroy** and **get** need no file for\n")
                .append("- `/run/topo`: the lock of the one writer, and the controller's socket\n- `/run/netns`: the namespaces, as **ip-netns**(8) has them\n\n")
                .append("## See also\n\n**topo.yaml**(5), **ip-netns**(8), **iptables**(8), **cgroups**(7)\n");
        return text.toString();
    }

    private void command(Syntax syntax) {
        text.append("### topo ").append(syntax.verb().word()).append(" [OPTIONS] ").append(plain(syntax.parameters())).append("\n\n");
        List<String> paragraphs = new ArrayList<>(syntax.description());
        paragraphs.add(0, syntax.verb().summary());
        for (String paragraph : paragraphs) {
            text.append(plain(paragraph)).append("\n\n");
        }
        for (Option option : syntax.options()) {
            text.append("- ");
            if (!option.brief().isEmpty()) {
                text.append('`').append(option.brief()).append("`, ");
            }
            text.append('`').append(option.name()).append('`');
            if (option.takesValue()) {
                text.append(" *").append(option.value()).append('*');
            }
            text.append(": ").append(plain(option.help())).append('\n');
        }
        text.append('\n');
    }

    /** Help texts are not Markdown: what means something there stands for itself. */
    private static String plain(String help) {
        return help.replaceAll("([\\\\`*_{}\\[\\]<>#+!|~-])", "\\\\$1");
    }
}
