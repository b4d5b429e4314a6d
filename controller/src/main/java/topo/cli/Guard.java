package topo.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import topo.api.SurroundingsException;
import topo.kernel.KernelException;
import topo.store.Boot;
import topo.store.Pending;
import topo.store.RunLock;

/**
 * The process that waits for a confirmation and rolls back without one: {@code topo --guard TOKEN NAME...}, started by an apply. It ends
 * when nothing of that apply is pending any more, whoever has seen to that.
 */
final class Guard {
    static final String WORD = "--guard";

    private static final long PAUSE_MILLIS = 300;
    private static final long LOCK_MILLIS = 300_000;
    private static final int MOST_TRIES = 3;

    /** {@code --for=4711}: the process whose user is to hear of it, where another has asked for this one. */
    private static final String FOR = "--for=";

    private final World world;
    private final Path client;
    private final String token;
    private final List<String> names;

    Guard(World world, List<String> words) {
        boolean other = words.get(0).startsWith(FOR);
        this.world = world;
        String process = other ? Integer.toString(Integer.parseInt(words.get(0).substring(FOR.length()))) : "self";
        this.client = Path.of("/proc", process);
        this.token = words.get(other ? 1 : 0);
        this.names = words.subList(other ? 2 : 1, words.size());
    }

    /** The words that start one, for the user of this process. */
    static List<String> words(List<String> words, int process) {
        List<String> all = new ArrayList<>(words);
        all.add(1, FOR + process);
        return all;
    }

    /** Returns the exit status, which nobody waits for. */
    int run() {
        Terminal terminal = Terminal.of(client);
        try {
            world.platform().detach();
        } catch (RuntimeException refused) {
            world.output().line(String.valueOf(refused.getMessage()));
            return Exit.SURROUNDINGS.code();
        }
        world.output().line(Twin.READY);
        world.output().out().close();
        ByteArrayOutputStream told = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(told, true, StandardCharsets.UTF_8);
        World silent = new World(world.in(), new Output(stream, stream, false), world.places(), world.platform(), world.clock());
        Exit exit = watch(silent);
        stream.flush();
        terminal.tell(told.toString(StandardCharsets.UTF_8));
        return exit.code();
    }

    private Exit watch(World silent) {
        int tries = 0;
        Exit exit = Exit.DONE;
        for (OptionalLong left = left(); left.isPresent(); left = left()) {
            if (left.getAsLong() > 0) {
                pause(Math.min(left.getAsLong(), PAUSE_MILLIS));
                continue;
            }
            try {
                exit = exit.and(rollBack(silent));
            } catch (SurroundingsException | KernelException failed) {
                silent.output().message(String.valueOf(failed.getMessage()));
            }
            if (left().orElse(1) == 0 && ++tries == MOST_TRIES) {
                silent.output().message("giving up for now; the next topo that changes something tries again");
                return Exit.FAILED;
            }
        }
        return exit;
    }

    private Exit rollBack(World silent) {
        // Whoever holds it may be the apply itself, at work for longer than it was given.
        RunLock lock = RunLock.take(world.places().run(), "topo rolling back " + String.join(" ", names), LOCK_MILLIS, holder -> {});
        return lock.during(() -> {
            List<Outcome> outcomes = new ArrayList<>();
            // The last topology of the apply first.
            for (int i = names.size() - 1; i >= 0; i--) {
                new Overdue(silent).rollBack(names.get(i), token).ifPresent(outcomes::add);
            }
            return Outcome.exit(outcomes);
        });
    }

    /** Milliseconds to the first deadline, empty if nothing is pending. */
    private OptionalLong left() {
        Registry registry = new Registry(world, false);
        Boot now = world.platform().boot();
        OptionalLong least = OptionalLong.empty();
        for (String name : names) {
            Optional<Pending> pending = registry.record(name).pending().filter(one -> one.token().equals(token));
            if (pending.isPresent()) {
                long left = Math.max(0, pending.get().deadline() - now.millis());
                least = OptionalLong.of(Math.min(left, least.orElse(left)));
            }
        }
        return least;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }
}
