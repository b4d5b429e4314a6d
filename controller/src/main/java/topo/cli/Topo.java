package topo.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import topo.api.SurroundingsException;
import topo.api.yaml.BadDocumentException;
import topo.api.yaml.Problems;
import topo.api.yaml.Suggestion;
import topo.kernel.Errno;
import topo.kernel.KernelException;
import topo.kernel.cgroup.CgroupException;
import topo.kernel.netfilter.IptablesException;
import topo.kernel.netlink.DecodeException;

/** The program: finds the command, runs it, and turns what it throws into a message and an exit status. */
final class Topo {
    private final World world;
    private final Supplier<String> version;
    private final boolean debug;

    /** {@code debug}: print the stack trace of an error that topo did not expect. */
    Topo(World world, Supplier<String> version, boolean debug) {
        this.world = world;
        this.version = version;
        this.debug = debug;
    }

    /** Returns the exit status; never throws. */
    int run(List<String> words) {
        try {
            String first = words.isEmpty() ? "" : words.get(0);
            return switch (first) {
                case "--help", "-h" -> help();
                case "--version" -> version();
                // Not for people: an apply starts it for itself.
                case Guard.WORD -> words.size() < 3 ? unknown(first) : new Guard(world, words.subList(1, words.size())).run();
                default -> command(first, words);
            };
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError unexpected) {
            world.output().message("internal error: " + unexpected + (debug ? "" : " (TOPO_DEBUG=1 shows more; please report it)"));
            if (debug) {
                unexpected.printStackTrace(world.output().err());
            }
            return Exit.FAILED.code();
        } finally {
            world.output().out().flush();
            world.output().err().flush();
        }
    }

    private int command(String word, List<String> words) {
        Verb verb = Verb.of(word);
        if (verb == null) {
            return unknown(word);
        }
        try {
            Command command = command(verb);
            Syntax syntax = command.syntax();
            Arguments arguments = Arguments.read(syntax, words.subList(1, words.size()));
            if (arguments.has("--help")) {
                new HelpPage(world.output().out(), world.output().colour()).of(syntax);
                return Exit.DONE.code();
            }
            OptionalInt elsewhere = verb.isShared()
                    ? world.platform().handOver(words, () -> Sources.of(world, arguments).read(command.files(arguments))) : OptionalInt.empty();
            return elsewhere.isPresent() ? elsewhere.getAsInt() : command.run(arguments);
        } catch (UsageException wrong) {
            world.output().message(wrong.getMessage() + "\n\"topo " + word + " --help\" tells what it takes");
            return Exit.USAGE.code();
        } catch (BadDocumentException bad) {
            world.output().message(bad.getMessage());
            return Exit.USAGE.code();
        } catch (SurroundingsException impossible) {
            world.output().message(impossible.getMessage());
            return Exit.SURROUNDINGS.code();
        } catch (KernelException refused) {
            return refused(word, refused);
        } catch (DecodeException | CgroupException | IptablesException refused) {
            world.output().message(refused.getMessage());
            return Exit.FAILED.code();
        }
    }

    /** A look that the kernel refuses; what it refuses of a change is a failure of that change and does not come here. */
    private int refused(String word, KernelException refused) {
        if (refused.errno() == Errno.EPERM || refused.errno() == Errno.EACCES) {
            world.output().message(refused.getMessage() + "\ntopo " + word + " needs root to look into namespaces: run it with sudo");
            return Exit.SURROUNDINGS.code();
        }
        world.output().message(refused.getMessage());
        return Exit.FAILED.code();
    }

    private Command command(Verb verb) {
        return switch (verb) {
            case APPLY -> new ApplyCommand(world);
            case CONFIRM -> new ConfirmCommand(world);
            case HISTORY -> new HistoryCommand(world);
            case ROLLBACK -> new RollbackCommand(world);
            case DIFF -> new DiffCommand(world);
            case VALIDATE -> new ValidateCommand(world);
            case DESTROY -> new DestroyCommand(world);
            case GET -> new GetCommand(world);
            case DESCRIBE -> new DescribeCommand(world);
            case EVENTS -> new EventsCommand(world);
            case WAIT -> new WaitCommand(world);
            case PAUSE -> new PauseCommand(world);
            case RESUME -> new ResumeCommand(world);
            case SYNC -> new SyncCommand(world);
            case EXEC -> new ExecCommand(world);
            case CONTROLLER -> new ControllerCommand(world);
            case COMPLETION -> new CompletionCommand(world, this::syntaxes);
        };
    }

    /** Of every command, in the order of the help. */
    List<Syntax> syntaxes() {
        List<Syntax> all = new ArrayList<>();
        for (Verb verb : Verb.values()) {
            all.add(command(verb).syntax());
        }
        return all;
    }

    private int help() {
        new HelpPage(world.output().out(), world.output().colour()).overview();
        return Exit.DONE.code();
    }

    private int version() {
        world.output().line("topo " + version.get());
        return Exit.DONE.code();
    }

    private int unknown(String word) {
        if (word.isEmpty()) {
            world.output().message("topo needs a command: " + String.join(", ", Verb.words()));
        } else {
            String what = word.startsWith("-") ? "unknown option" : "unknown command";
            List<String> known = word.startsWith("-") ? List.of("--help", "--version") : Verb.words();
            world.output().message(what + " \"" + Problems.printable(word, 60) + "\"" + Suggestion.of(word, known));
        }
        world.output().message("\"topo --help\" lists the commands");
        return Exit.USAGE.code();
    }
}
