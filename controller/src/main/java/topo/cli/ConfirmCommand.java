package topo.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import topo.store.Meta;
import topo.store.Pending;
import topo.store.TopologyRecord;

/** {@code topo confirm}: what was applied stays. */
final class ConfirmCommand implements Command {
    private final World world;

    ConfirmCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.CONFIRM, "NAME...", 1, Integer.MAX_VALUE, false, List.of(ApplyCommand.TIMEOUT),
                List.of("Ends the wait of \"topo apply --confirm\": what was applied is not rolled back any more. Changes nothing else. After the"
                        + " time, or where nothing waits, it exits with 4."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        long timeout = arguments.millis(ApplyCommand.TIMEOUT.name(), ApplyCommand.STANDARD_TIMEOUT);
        List<String> names = new ArrayList<>(new LinkedHashSet<>(arguments.parameters()));
        world.platform().requirePrivileges("topo confirm");
        return new Exclusive(world, timeout).during("topo confirm " + String.join(" ", names), () -> {
            Registry registry = new Registry(world, true);
            Exit exit = Exit.DONE;
            for (String name : names) {
                exit = exit.and(confirm(name, registry));
            }
            return exit;
        }).code();
    }

    private Exit confirm(String name, Registry registry) {
        Optional<TopologyRecord> record = registry.known(name);
        if (record.isEmpty()) {
            world.output().message(Unknown.topology(name, registry.names()));
            return Exit.FAILED;
        }
        Optional<Pending> pending = record.get().pending();
        if (pending.isEmpty()) {
            world.output().message("topology " + name + ": nothing waits to be confirmed");
            return Exit.FAILED;
        }
        if (record.get().meta().map(Meta::result).filter(Meta.APPLYING::equals).isPresent()) {
            world.output().message("topology " + name + ": its apply was cut short, so there is no whole version to confirm; it is rolled back at "
                    + Inspection.time(pending.get().shown()) + ", or now by \"topo rollback " + name + "\"");
            return Exit.FAILED;
        }
        record.get().settle();
        world.output().line("Confirmed topology " + name + ".");
        return Exit.DONE;
    }
}
