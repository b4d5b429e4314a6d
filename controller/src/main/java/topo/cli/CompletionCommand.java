package topo.cli;

import java.util.List;
import java.util.function.Supplier;

/** {@code topo completion}: what a shell reads to complete topo's words. */
final class CompletionCommand implements Command {
    private final World world;
    private final Supplier<List<Syntax>> syntaxes;

    /** {@code syntaxes}: of every command. */
    CompletionCommand(World world, Supplier<List<Syntax>> syntaxes) {
        this.world = world;
        this.syntaxes = syntaxes;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.COMPLETION, "bash|zsh", 1, 1, false, List.of(),
                List.of("For this shell only: source <(topo completion bash)",
                        "For every one: topo completion bash > /etc/bash_completion.d/topo, or"
                                + " topo completion zsh > /usr/local/share/zsh/site-functions/_topo"),
                List.of(Exit.DONE));
    }

    @Override
    public int run(Arguments arguments) {
        String shell = arguments.parameters().get(0);
        String script = switch (shell) {
            case "bash" -> BashCompletion.of(syntaxes.get());
            case "zsh" -> ZshCompletion.of(syntaxes.get());
            default -> throw new UsageException("there is a completion for bash and zsh");
        };
        world.output().out().append(script);
        return Exit.DONE.code();
    }
}
