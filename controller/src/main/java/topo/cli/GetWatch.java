package topo.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import topo.api.yaml.Problems;
import topo.controller.Condition;
import topo.controller.ResourceStatus;
import topo.controller.TopologyStatus;
import topo.store.StateFolder;

/** {@code topo get --watch}: a line whenever the running controller says something new of a topology, until interrupted. */
final class GetWatch {
    private static final long POLL_MILLIS = 100;

    private final World world;
    private final List<String> wanted;
    private final Map<String, String> told = new HashMap<>();

    /** {@code wanted}: of which topologies; of all if it is empty. */
    GetWatch(World world, List<String> wanted) {
        this.world = world;
        this.wanted = wanted;
    }

    int run() {
        StateFolder folder = new StateFolder(world.places().state(), world.clock(), world.output()::message);
        if (!new Watched(world).isRunning()) {
            world.output().message("no controller runs; \"topo controller\" starts one");
            return Exit.FAILED.code();
        }
        while (!world.output().out().checkError()) {
            Watched watched = new Watched(world);
            for (String name : wanted.isEmpty() ? folder.names() : wanted) {
                watched.status(name).ifPresent(this::tell);
            }
            if (!watched.isRunning()) {
                world.output().message("the controller has ended");
                return Exit.FAILED.code();
            }
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return Exit.DONE.code();
            }
        }
        return Exit.DONE.code();
    }

    private void tell(TopologyStatus status) {
        String line = line(status);
        if (!line.equals(told.put(status.name(), line))) {
            world.output().line(world.clock().instant() + "  " + line);
            world.output().out().flush();
        }
    }

    /** {@code lab  OutOfSync  Degraded  bridge br0: Failed: EPERM}. */
    static String line(TopologyStatus status) {
        StringBuilder line = new StringBuilder(status.name() + "  " + status.sync().word() + "  " + status.health().word());
        for (ResourceStatus item : status.items()) {
            line.append("  ").append(item.id()).append(": ").append(item.reason());
        }
        return Problems.printable(line.toString(), 2000);
    }

    /** The conditions of a topology as rows of what {@code describe} prints at the top. */
    static List<String[]> conditions(TopologyStatus status) {
        List<String[]> rows = new ArrayList<>();
        for (Condition condition : status.conditions()) {
            String words = condition.status() + " since " + condition.since() + ", " + condition.reason()
                    + (condition.message().isEmpty() ? "" : ": " + condition.message());
            rows.add(new String[] {condition.type() + ":", words});
        }
        return rows;
    }
}
