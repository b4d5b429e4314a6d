package topo.controller;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import topo.api.yaml.TopologyReader;
import topo.store.Presence;
import topo.store.StateFolder;
import topo.store.StatusFiles;
import topo.trigger.Ear;
import topo.trigger.Feed;
import topo.trigger.Schedule;
import topo.trigger.Wake;
import topo.trigger.WakeQueue;

/** The controller as a program in the foreground: from the announcement that it is there to the end of its loop. */
public final class Daemon {
    /** How often what others write into files is looked for: records, pauses, source folders. */
    private static final long HOUSEKEEPING_NANOS = 500_000_000L;

    private final Settings settings;
    private final Controller controller;
    private final Gardener gardener;
    private final WakeQueue queue;
    private final Queue<Entry> told = new ConcurrentLinkedQueue<>();
    private final List<Supplier<? extends AutoCloseable>> companions = new ArrayList<>();
    private final List<Runnable> chores = new ArrayList<>();
    private volatile boolean reload;
    private volatile boolean called;
    private Overseer overseer = Overseer.NONE;
    private boolean reported;
    private boolean begun;
    private long housekept;

    /**
     * How it is to work.
     *
     * @param resync when everything is looked at without being asked
     * @param feeds where topologies come from; ended with the daemon
     * @param prune whether a topology whose file is gone is destroyed
     * @param allowEmpty whether that goes for a folder in which nothing is left, too
     */
    public record Settings(Schedule.Times resync, List<Feed> feeds, boolean prune, boolean allowEmpty) {}

    /** {@code tools} are asked for once a pass; {@code state} is where topologies are remembered. */
    public Daemon(Settings settings, Supplier<Tools> tools, StateFolder state, TopologyReader reader, Controller.Surroundings around) {
        this.settings = settings;
        this.queue = new WakeQueue(around.nanos());
        Outlet outlet = new Outlet(state.journal(), new StatusFiles(around.run()), around.log());
        Remembered remembered = new Remembered(state, reader);
        Supplier<Tools> watched = () -> {
            overseer.alive();
            return tools.get();
        };
        this.controller = new Controller(watched, remembered, outlet, queue, around);
        Gardener.Rules rules = new Gardener.Rules(settings.prune(), settings.allowEmpty());
        this.gardener = new Gardener(controller, remembered, new Sources(settings.feeds(), reader), rules, watched);
    }

    /** Does this as well whenever it looks for what others wrote into files, on its own thread; what it throws is logged. Before {@link #run}. */
    public void also(Runnable chore) {
        chores.add(chore);
    }

    /** Leaves a topology of which this says so as it is, as somebody else is about to change it. Before {@link #run}. */
    public void holdBack(Predicate<String> topologies) {
        controller.holdBack(topologies);
    }

    /** Where wake-ups go. */
    public WakeQueue queue() {
        return queue;
    }

    /** Ends {@link #run} after the step under way; from any thread. What is there stays as it is. */
    public void stop() {
        queue.close();
    }

    /** Reads everything again; from any thread. */
    public void reload() {
        reload = true;
        queue.urge(Wake.all("reload"));
    }

    /** Opens this once it is clear that no other controller runs, and closes it at the end. To be called before {@link #run}. */
    public void accompany(Supplier<? extends AutoCloseable> companion) {
        companions.add(companion);
    }

    /** Something that was not done by a pass, for the journal; from any thread. {@code type}: as in {@link Entry}. */
    public void tell(String topology, String type, String message) {
        told.add(Entry.of(controller.now(), topology, type, message));
        look();
    }

    /**
     * Has the source of this topology, or all if it is empty, looked at now; from any thread. The result comes once what it led to was made
     * so; it is cancelled if the daemon ends before, and may be cancelled by who waits no longer.
     */
    public CompletableFuture<SourceReport> sync(String topology) {
        CompletableFuture<SourceReport> report = gardener.sync(topology);
        look();
        return report;
    }

    /** Looks at once at what others have written into files; from any thread. */
    public void look() {
        called = true;
        queue.nudge();
    }

    /**
     * Works until it is stopped.
     *
     * @param watching is told how it stands
     * @throws topo.api.SurroundingsException if another controller runs on this host
     */
    public void run(Overseer watching) throws InterruptedException {
        overseer = watching;
        Controller.Surroundings around = controller.around();
        Presence presence = Presence.announce(around.run());
        String trigger = settings.resync() instanceof Schedule.Times.AtMost ? Wake.ROUTINE : Wake.RESYNC;
        Schedule schedule = Schedule.start(settings.resync(), delay -> queue.after(delay, Wake.all(trigger)), around.random());
        Ear ear = new Ear(around.listener(), queue, broken -> around.log().warn("kernel events: {}", broken.toString()));
        List<AutoCloseable> open = new ArrayList<>();
        try {
            new StatusFiles(around.run()).clear();
            companions.forEach(companion -> open.add(companion.get()));
            controller.write(Entry.of(controller.now(), "", "started", ""));
            while (!queue.isClosed()) {
                keepHouse();
                controller.step();
                around.meter().lives();
                gardener.answer();
                report();
                queue.await(HOUSEKEEPING_NANOS);
            }
            overseer.stopping();
            open.forEach(this::close);
            open.clear();
            takeDown();
            controller.write(Entry.of(controller.now(), "", "stopped", ""));
        } finally {
            open.forEach(this::close);
            ear.close();
            gardener.close();
            schedule.close();
            presence.close();
        }
    }

    private void close(AutoCloseable companion) {
        try {
            companion.close();
        } catch (Exception broken) {
            controller.around().log().warn("{}", broken.toString());
        }
    }

    private void takeDown() {
        for (Entry entry = told.poll(); entry != null; entry = told.poll()) {
            controller.write(entry);
        }
    }

    /** Once what was to be done at first, or at a reload, is done. */
    private void report() {
        overseer.alive();
        if (!reported && gardener.isAnswered()) {
            reported = true;
            overseer.ready();
        }
    }

    private void keepHouse() {
        takeDown();
        long now = controller.around().nanos().getAsLong();
        if (!reload && !called && begun && now - housekept < HOUSEKEEPING_NANOS) {
            return;
        }
        begun = true;
        called = false;
        housekept = now;
        try {
            if (reload) {
                reload = false;
                reported = false;
                overseer.reloading();
                gardener.again();
            }
            controller.refresh();
            gardener.look();
            chores.forEach(Runnable::run);
        } catch (RuntimeException unreadable) {
            controller.around().log().warn("{}", unreadable.getMessage() == null ? unreadable.toString() : unreadable.getMessage());
        }
    }
}
