package topo.cli;

import java.util.List;
import java.util.Optional;
import topo.store.Applied;
import topo.store.Pending;
import topo.store.TopologyRecord;

/** {@code topo history}: the versions of a topology that were applied. */
final class HistoryCommand implements Command {
    private static final Option SHOW = Option.valued("--show", "N", "Print the text of version N instead.");

    private final World world;

    HistoryCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.HISTORY, "NAME", 1, 1, false, List.of(SHOW, Option.output("text, json")),
                List.of("Lists the last 20 versions, the newest last: when each was applied, how that ended (converged, failed, or interrupted:"
                        + " it was cut short) and by which command. The last one is the wanted one. Forgotten with the topology by \"topo"
                        + " destroy\"."),
                List.of(Exit.DONE, Exit.FAILED, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        String name = arguments.parameters().get(0);
        Registry registry = new Registry(world, false);
        Optional<TopologyRecord> record = registry.known(name);
        if (record.isEmpty()) {
            world.output().message(Unknown.topology(name, registry.names()));
            return Exit.FAILED.code();
        }
        List<Applied> all = record.get().history();
        Optional<Pending> pending = record.get().pending();
        if (arguments.has(SHOW.name())) {
            return show(name, all, arguments.number(SHOW.name())).code();
        }
        if (json) {
            json(name, all, pending);
        } else {
            world.output().lines(table(all));
            pending.ifPresent(one -> world.output().message(Inspection.waiting(name, one)));
        }
        return Exit.DONE.code();
    }

    private Exit show(String name, List<Applied> all, int number) {
        Optional<Applied> version = Versions.of(number, all);
        if (version.isEmpty()) {
            world.output().message(Versions.unknown(name, number, all));
            return Exit.FAILED;
        }
        String text = version.get().text();
        world.output().out().append(text).append(text.endsWith("\n") ? "" : "\n");
        return Exit.DONE;
    }

    private void json(String name, List<Applied> all, Optional<Pending> pending) {
        JsonOutput.plain(world.output().out(), json -> {
            json.writeStartObject();
            json.writeStringField("name", name);
            json.writeStringField("confirmBefore", pending.map(one -> Inspection.time(one.shown())).orElse(null));
            json.writeArrayFieldStart("versions");
            for (Applied one : all) {
                json.writeStartObject();
                json.writeNumberField("version", one.number());
                json.writeStringField("applied", Inspection.time(one.time()));
                json.writeStringField("result", one.result());
                json.writeStringField("by", one.origin());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static List<String> table(List<Applied> all) {
        Table table = new Table("VERSION", "APPLIED", "RESULT", "BY");
        for (Applied one : all) {
            table.row(Integer.toString(one.number()), Inspection.time(one.time()), one.result(), one.origin());
        }
        return table.lines();
    }
}
