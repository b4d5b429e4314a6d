package topo.controller;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;
import topo.api.Change;
import topo.api.Field;
import topo.api.Look;
import topo.api.Observed;
import topo.api.Reconciler;
import topo.api.Resource;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.Topology;
import topo.api.net.NetnsName;
import topo.api.yaml.Kind;
import topo.api.yaml.TopologyReader;
import topo.api.yaml.Values;
import topo.api.yaml.YamlMap;
import topo.engine.Place;
import topo.engine.Registered;
import topo.store.Journal;
import topo.store.StateFolder;
import topo.store.StatusFiles;
import topo.store.TopologyRecord;
import topo.trigger.Listener;
import topo.trigger.Wake;
import topo.trigger.WakeQueue;

/** A controller of a board with knobs: a kernel in memory, and a clock that a test turns. */
final class Board implements Reconciler<Board.Knob> {
    static final long SECOND = 1_000_000_000L;

    final Map<ResourceId, Knob> there = new LinkedHashMap<>();
    final Map<String, String> refusals = new HashMap<>();
    final List<String> writes = new ArrayList<>();
    final StateFolder state;
    final WakeQueue queue;
    final Controller controller;
    final Journal journal;
    final StatusFiles files;
    final Path run;
    /** Runs after each write. */
    Consumer<Knob> then = knob -> {};
    RuntimeException blind;
    /** Whether a knob belongs to the topology of its name, rather than to whoever looks. */
    boolean named;
    int looks;
    long nanos = 5;
    List<Topology> followed = List.of();

    record Knob(NetnsName netns, String name, Integer turn, String needs) implements Resource {
        @Override
        public ResourceId id() {
            return new ResourceId("knob", netns, name);
        }

        @Override
        public List<Field> fields() {
            return turn == null ? List.of() : List.of(new Field("turn", turn));
        }

        @Override
        public Set<ResourceId> dependsOn(Resources all) {
            return needs == null ? Set.of() : Set.of(new ResourceId("knob", NetnsName.HOST, needs));
        }
    }

    Board(Path folder) {
        Clock clock = Clock.fixed(Instant.parse("2026-11-21T08:00:00Z"), ZoneOffset.UTC);
        run = folder.resolve("run");
        state = new StateFolder(folder.resolve("state"), clock, line -> {});
        queue = new WakeQueue(() -> nanos);
        journal = state.journal();
        files = new StatusFiles(run);
        Logger log = NOPLogger.NOP_LOGGER;
        Controller.Surroundings around = new Controller.Surroundings(run, clock, () -> nanos, () -> 0.5, new Following(), log);
        controller = new Controller(this::tools, new Remembered(state, reader()), new Outlet(journal, files, log), queue, around);
    }

    private final class Following implements Listener {
        @Override
        public void follow(Collection<Topology> topologies) {
            followed = List.copyOf(topologies);
        }

        @Override
        public Heard take(Duration longest) {
            return Heard.NOTHING;
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    Tools tools() {
        return new Tools() {
            @Override
            public List<Registered<?>> kinds() {
                return List.of(new Registered<>("knob", Knob.class, Board.this));
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
    }

    static TopologyReader reader() {
        return new TopologyReader(List.of(new Kind<Knob>() {
            @Override
            public String list() {
                return "knobs";
            }

            @Override
            public String name() {
                return "knob";
            }

            @Override
            public Knob read(YamlMap entry) {
                String name = entry.require("name", Values.text(40));
                Integer turn = entry.get("turn", Values.integer(0, 9000));
                NetnsName netns = entry.get("room", NetnsName.HOST, Values.netnsName());
                String needs = entry.get("needs", Values.text(40));
                return name == null ? null : new Knob(netns, name, turn, needs);
            }
        }));
    }

    /** As an apply would. */
    TopologyRecord remember(String topology, String heal, String... knobs) {
        StringBuilder text = new StringBuilder("apiVersion: topo/v1\nkind: Topology\nmetadata: { name: " + topology + " }\nspec:\n");
        text.append("  heal: ").append(heal).append("\n  knobs:\n");
        for (String knob : knobs) {
            text.append("    - { ").append(knob).append(" }\n");
        }
        TopologyRecord record = state.record(topology);
        record.begin(text.toString());
        record.end(true, "apply");
        return record;
    }

    /** Lets the time pass in small steps, with all that comes due in it. */
    void pass(long duration) {
        long end = nanos + duration;
        while (true) {
            controller.refresh();
            controller.step();
            long next = queue.nanosToNext();
            if (next > end - nanos) {
                nanos = end;
                return;
            }
            nanos += Math.max(next, 1_000);
        }
    }

    /** Somebody turns a knob, and the kernel tells of it. */
    void turn(String name, int turn) {
        ResourceId id = id(name);
        there.put(id, new Knob(NetnsName.HOST, name, turn, null));
        tell();
    }

    void tell() {
        queue.offer(Wake.at(Set.of(Place.of(NetnsName.HOST)), Wake.EVENT));
    }

    static ResourceId id(String name) {
        return new ResourceId("knob", NetnsName.HOST, name);
    }

    Integer turnOf(String name) {
        return there.get(id(name)) == null ? null : there.get(id(name)).turn();
    }

    TopologyStatus status(String topology) {
        return StatusText.read(files.read(topology).orElseThrow());
    }

    List<Entry> entries(String type) {
        return journal.lines().stream().map(EntryText::read).filter(entry -> entry.type().equals(type)).toList();
    }

    @Override
    public Map<ResourceId, Observed<Knob>> observe(Look look) {
        looks++;
        if (blind != null) {
            throw blind;
        }
        Map<ResourceId, Observed<Knob>> seen = new LinkedHashMap<>();
        there.forEach((id, knob) -> {
            if (named && !knob.name().equals(look.mark().topology())) {
                return;
            }
            Knob wanted = (Knob) look.desired().get(id).orElse(null);
            seen.put(id, Observed.ours(new Knob(knob.netns(), knob.name(), knob.turn(), wanted == null ? null : wanted.needs())));
        });
        return seen;
    }

    @Override
    public void delete(List<Knob> gone, Session session) {
        gone.forEach(knob -> {
            writes.add("delete " + knob.name());
            there.remove(knob.id());
        });
    }

    @Override
    public void apply(List<Change<Knob>> changes, Session session) {
        for (Change<Knob> change : changes) {
            Knob knob = change.wanted().orElseThrow();
            writes.add(knob.name());
            String refusal = refusals.get(knob.name());
            if (refusal == null) {
                there.put(knob.id(), knob);
                tell();
                then.accept(knob);
            } else {
                session.fail(knob.id(), refusal);
            }
        }
    }
}
