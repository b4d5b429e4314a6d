package topo.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import topo.api.Field;
import topo.api.Resource;
import topo.api.yaml.Problems;
import topo.controller.Entry;
import topo.controller.EntryText;
import topo.store.Applied;
import topo.store.Origin;
import topo.store.StateFolder;
import topo.store.TopologyRecord;

/** {@code topo describe}: a topology, or one of its resources, with what is wanted and what the kernel has. */
final class DescribeCommand implements Command {
    private static final int MOST_EVENTS = 5;

    private final World world;

    DescribeCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.DESCRIBE, "NAME [KIND/ID]", 1, 2, false, List.of(),
                List.of("Prints what is wanted and what the kernel has, field by field. One resource is named as bridge/br0, or with its"
                        + " namespace as bridge/red/br0."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        Registry registry = new Registry(world, false);
        String name = arguments.parameters().get(0);
        List<String> known = registry.names();
        if (!known.contains(name)) {
            world.output().message(Unknown.topology(name, known));
            return Exit.FAILED.code();
        }
        world.platform().warmUp();
        Inspection found = Inspection.of(name, registry, world);
        if (arguments.parameters().size() == 1) {
            head(found, registry.record(name));
            for (Status status : found.resources()) {
                world.output().line("");
                resource(status);
            }
            return Exit.DONE.code();
        }
        return one(found, arguments.parameters().get(1));
    }

    private int one(Inspection found, String wanted) {
        List<Status> matching = new ArrayList<>();
        List<String> spellings = new ArrayList<>();
        for (Status status : found.resources()) {
            spellings.add(spelling(status));
            if (wanted.equals(spelling(status)) || wanted.equals(status.id().kind() + "/" + status.id().name())) {
                matching.add(status);
            }
        }
        if (matching.isEmpty()) {
            world.output().message("topology " + found.name() + ": " + Unknown.of("resource", wanted, spellings));
            return Exit.FAILED.code();
        }
        for (Status status : matching) {
            if (status != matching.get(0)) {
                world.output().line("");
            }
            resource(status);
        }
        return Exit.DONE.code();
    }

    /** {@code bridge/red/br0}, or {@code bridge/br0} on the host. */
    private static String spelling(Status status) {
        String netns = status.id().netns().isHost() ? "" : status.id().netns().value() + "/";
        return status.id().kind() + "/" + netns + status.id().name();
    }

    private void head(Inspection found, TopologyRecord record) {
        Table table = new Table("Topology:", found.name());
        if (found.wanted() != null) {
            if (found.wanted().description() != null && !found.wanted().description().isEmpty()) {
                table.row("Description:", found.wanted().description());
            }
            table.row("Heal:", found.wanted().heal().name().toLowerCase(Locale.ROOT));
        }
        table.row("Sync:", found.message().isEmpty() ? found.sync() : found.sync() + " (" + found.message() + ")");
        if (found.meta() != null) {
            table.row("Created:", time(found.meta().created()));
            table.row("Applied:", time(found.meta().applied()) + ", " + found.meta().result());
        }
        List<Applied> versions = record.history();
        if (!versions.isEmpty()) {
            Applied last = versions.get(versions.size() - 1);
            table.row("Version:", last.number() + " (by " + last.origin() + ", " + last.result() + ")");
        }
        record.pending().ifPresent(one -> table.row("Unconfirmed:", Reversal.participle(one.back()) + " at "
                + Inspection.time(one.shown()) + " unless: topo confirm " + found.name()));
        new Provenance(world).of(found.name()).ifPresent(origin -> source(origin, table));
        table.row("Resources:", String.valueOf(found.size()));
        Watched watched = new Watched(world);
        watched.status(found.name()).ifPresent(status -> {
            table.row("Health:", status.health().word() + " since " + status.since());
            GetWatch.conditions(status).forEach(row -> table.row("  " + row[0], row[1]));
        });
        world.output().lines(table.lines());
        recent(found.name());
    }

    private void source(Origin origin, Table table) {
        table.row("Source:", Problems.printable(origin.location(), 2000));
        if (!origin.revision().isEmpty()) {
            table.row("Revision:", origin.revision());
        }
        if (origin.read() != null) {
            table.row("Read:", time(origin.read().getEpochSecond()));
        }
    }

    /** The last that the controller saw and did of it. */
    private void recent(String name) {
        List<String> lines = new ArrayList<>();
        List<String> all = folder().journal().lines();
        for (int i = all.size() - 1; i >= 0 && lines.size() < MOST_EVENTS; i--) {
            Entry entry = EntryText.read(all.get(i));
            if (entry.topology().equals(name)) {
                lines.add(0, "  " + EventsCommand.text(entry));
            }
        }
        if (!lines.isEmpty()) {
            world.output().line("Events:");
            world.output().lines(lines);
        }
    }

    private StateFolder folder() {
        return new StateFolder(world.places().state(), world.clock(), world.output()::message);
    }

    private String time(long seconds) {
        return Instant.ofEpochSecond(seconds) + " (" + Inspection.age(seconds, world.clock().instant().getEpochSecond()) + " ago)";
    }

    private void resource(Status status) {
        world.output().line(Problems.printable(status.title(), 2000) + ": " + status.state());
        if (!status.detail().isEmpty()) {
            world.output().line("  " + Problems.printable(status.detail(), 2000));
        }
        Table table = new Table("  FIELD", "DESIRED", "ACTUAL");
        List<Field> desired = fields(status.desired());
        List<Field> actual = fields(status.actual());
        for (Field field : desired) {
            table.row("  " + field.name(), value(desired, field.name()), value(actual, field.name()));
        }
        for (Field field : actual) {
            if (value(desired, field.name()).equals("-")) {
                table.row("  " + field.name(), "-", value(actual, field.name()));
            }
        }
        if (!desired.isEmpty() || !actual.isEmpty()) {
            world.output().lines(table.lines());
        }
    }

    private static List<Field> fields(Resource resource) {
        return resource == null ? List.of() : resource.fields();
    }

    private static String value(List<Field> fields, String name) {
        for (Field field : fields) {
            if (field.name().equals(name)) {
                return String.valueOf(field.value());
            }
        }
        return "-";
    }
}
