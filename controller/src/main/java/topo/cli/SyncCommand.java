package topo.cli;

import java.util.List;
import java.util.Optional;
import topo.store.Presence;
import topo.store.StateFolder;
import topo.store.SyncRequests;

/** {@code topo sync}: has the controller look at its sources now, and waits until it has. */
final class SyncCommand implements Command {
    private static final Option TIMEOUT = Option.valued("--timeout", "TIME", "How long to wait for the answer; 2m if left out.");
    private static final long STANDARD_TIMEOUT = 120_000;
    private static final long POLL_MILLIS = 50;

    private final World world;

    SyncCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.SYNC, "[NAME]", 0, 1, false, List.of(TIMEOUT),
                List.of("Looks at all sources, or at the one that this topology came from, and applies what they say, over what was applied"
                        + " by hand too. Prints each source with its version and how many topologies it declares; or what is wrong with a"
                        + " source or one of its files, and exits with 4. topo wait waits until all is as wanted."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        String name = arguments.parameters().isEmpty() ? "" : arguments.parameters().get(0);
        long timeout = arguments.millis(TIMEOUT.name(), STANDARD_TIMEOUT);
        world.platform().requirePrivileges("topo sync");
        if (!Presence.isThere(world.places().run())) {
            world.output().message("no controller runs; \"topo controller --source ...\" starts one");
            return Exit.SURROUNDINGS.code();
        }
        StateFolder folder = new StateFolder(world.places().state(), world.clock(), world.output()::message);
        if (!name.isEmpty() && !PauseCommand.isKnown(name, folder, world)) {
            return Exit.FAILED.code();
        }
        SyncRequests requests = new SyncRequests(world.places().run());
        String id = requests.ask(name);
        try {
            return tell(await(requests, id, timeout), timeout).code();
        } finally {
            requests.withdraw(id);
        }
    }

    private Optional<SyncRequests.Answer> await(SyncRequests requests, String id, long timeout) {
        long begun = System.nanoTime();
        while (true) {
            Optional<SyncRequests.Answer> answer = requests.take(id);
            if (answer.isPresent() || System.nanoTime() - begun > timeout * 1_000_000 || !Presence.isThere(world.places().run())) {
                return answer;
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
    }

    private Exit tell(Optional<SyncRequests.Answer> answer, long timeout) {
        if (answer.isEmpty()) {
            boolean running = Presence.isThere(world.places().run());
            world.output().message(running ? "the sources were not read within " + timeout / 1000
                    + " s; it goes on (topo events tells more)" : "the controller has ended");
            return Exit.SURROUNDINGS;
        }
        if (!answer.get().done()) {
            answer.get().lines().forEach(world.output()::message);
            return Exit.FAILED;
        }
        world.output().lines(answer.get().lines());
        return Exit.DONE;
    }
}
