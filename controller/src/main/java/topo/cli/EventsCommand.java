package topo.cli;

import java.util.List;
import java.util.StringJoiner;
import topo.api.yaml.Problems;
import topo.controller.Entry;
import topo.controller.EntryText;
import topo.store.Journal;
import topo.store.StateFolder;

/** {@code topo events}: the controller's journal. */
final class EventsCommand implements Command {
    static final Option WATCH = Option.flag("--watch", "Go on with what comes, until interrupted.");
    private static final long POLL_MILLIS = 100;

    private final World world;

    EventsCommand(World world) {
        this.world = world;
    }

    @Override
    public Syntax syntax() {
        return new Syntax(Verb.EVENTS, "[NAME]", 0, 1, false, List.of(WATCH, Option.output("text, json")),
                List.of("What was found not to be as wanted (field, was, should), what was done about it and by which trigger, how many"
                        + " milliseconds that took from the first sign, and errors; of one topology or of all, the oldest first. \"-o"
                        + " json\""
                        + " prints one object a line. Who did it is told only where the kernel itself says so, which it does of rules in"
                        + " nf_tables alone."),
                List.of(Exit.DONE, Exit.SURROUNDINGS));
    }

    @Override
    public int run(Arguments arguments) {
        boolean json = arguments.choice("--output", "text", "json").equals("json");
        String name = arguments.parameters().isEmpty() ? "" : arguments.parameters().get(0);
        Journal journal = new StateFolder(world.places().state(), world.clock(), world.output()::message).journal();
        Journal.Tail tail = journal.tail();
        print(journal.lines(), name, json);
        if (arguments.has(WATCH.name())) {
            watch(tail, name, json);
        }
        return Exit.DONE.code();
    }

    private void watch(Journal.Tail tail, String name, boolean json) {
        while (!world.output().out().checkError()) {
            print(tail.more(), name, json);
            try {
                Thread.sleep(POLL_MILLIS);
            } catch (InterruptedException asked) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void print(List<String> lines, String name, boolean json) {
        for (String line : lines) {
            Entry entry = EntryText.read(line);
            if (name.isEmpty() || entry.topology().equals(name)) {
                world.output().line(json ? line : text(entry));
            }
        }
        world.output().out().flush();
    }

    /** {@code 2026-11-21T08:00:00.123Z  office  repaired  veth eth0 (namespace red)  mtu: 1300 -> 1400  (3.1 ms, event)}. */
    static String text(Entry entry) {
        StringJoiner text = new StringJoiner("  ");
        text.add(entry.time().toString()).add(entry.topology().isEmpty() ? "-" : entry.topology()).add(entry.type());
        if (!entry.resource().isEmpty()) {
            text.add(entry.resource());
        }
        entry.fields().forEach(field -> text.add(field.toString()));
        if (!entry.message().isEmpty() && entry.fields().isEmpty()) {
            text.add(entry.message());
        }
        if (!entry.by().isEmpty()) {
            text.add("by " + entry.by());
        }
        if (entry.millis() > 0) {
            text.add("(" + entry.millis() + " ms, " + entry.trigger() + ")");
        }
        return Problems.printable(text.toString(), 2000);
    }
}
