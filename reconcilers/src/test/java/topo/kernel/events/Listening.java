package topo.kernel.events;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import topo.api.net.NetnsName;
import topo.kernel.EventCalls;
import topo.kernel.TestHost;

/** Kernel events of a test's own namespaces, gathered from one {@code take} to the next. */
final class Listening implements AutoCloseable {
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(300);

    final KernelEvents events;
    final Map<NetnsName, Set<Aspect>> netns = new HashMap<>();
    final Set<Path> files = new HashSet<>();
    final List<Event> seen = new ArrayList<>();
    boolean everything;
    boolean legacyTables;

    Listening(KernelEvents events) {
        this.events = events;
    }

    static Settings settings() {
        return Settings.standard(FileSystems.getDefault());
    }

    static Listening to(TestHost host, String... names) {
        return new Listening(new KernelEvents(host.kernel(), new EventCalls(), host.namespaces(), settings())).watch(names);
    }

    Listening watch(String... names) {
        events.watch(names(names));
        return this;
    }

    static Set<NetnsName> names(String... names) {
        Set<NetnsName> all = new HashSet<>();
        for (String name : names) {
            all.add(new NetnsName(name));
        }
        return all;
    }

    /** Forgets what was heard and what is on its way. */
    Listening settle() {
        while (!take(QUIET).isEmpty()) {
            continue;
        }
        netns.clear();
        files.clear();
        seen.clear();
        everything = false;
        legacyTables = false;
        return this;
    }

    Changes take(Duration longest) {
        try {
            Changes changes = events.take(longest);
            changes.netns().forEach((name, aspects) -> netns.computeIfAbsent(name, n -> EnumSet.noneOf(Aspect.class)).addAll(aspects));
            files.addAll(changes.files());
            seen.addAll(changes.seen());
            everything |= changes.everything();
            legacyTables |= changes.legacyTables();
            return changes;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    Listening until(String what, Predicate<Listening> heard) {
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!heard.test(this)) {
            if (System.nanoTime() > deadline) {
                fail("never heard of " + what + ", but " + this);
            }
            take(Duration.ofMillis(100));
        }
        return this;
    }

    Listening until(String name, Aspect aspect) {
        return until(aspect + " of " + name, all -> all.of(name).contains(aspect));
    }

    Set<Aspect> of(String name) {
        return netns.getOrDefault(new NetnsName(name), Set.of());
    }

    void assertQuiet() {
        Changes changes = take(QUIET);
        assertEquals(Changes.NONE, changes);
    }

    @Override
    public String toString() {
        return netns + " " + files + (everything ? " everything" : "") + (legacyTables ? " legacy tables" : "") + " " + seen;
    }

    @Override
    public void close() {
        events.close();
    }
}
