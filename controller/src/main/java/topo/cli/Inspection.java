package topo.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import topo.api.Topology;
import topo.engine.Blindness;
import topo.engine.Outlook;
import topo.engine.Pass;
import topo.store.Meta;
import topo.store.Pending;

/**
 * A remembered topology and how it stands in the kernel now.
 *
 * @param wanted what is remembered, or null if the record does not read
 * @param meta its times, or null if unknown
 * @param sync {@code Synced}, {@code OutOfSync} or {@code Unknown}
 * @param message why it, or a part of it, is unknown, or empty
 * @param resources empty if the record does not read
 */
record Inspection(String name, Topology wanted, Meta meta, String sync, String message, List<Status> resources) {

    /** Looks at one. What keeps it from being looked at becomes part of the result. */
    static Inspection of(String name, Registry registry, World world) {
        Meta meta = registry.record(name).meta().orElse(null);
        Optional<Target> target = registry.asRemembered(name);
        if (target.isEmpty()) {
            return new Inspection(name, null, meta, "Unknown", "its record does not read", List.of());
        }
        Topology wanted = registry.wanted(name).orElseThrow();
        try {
            Outlook outlook = new Pass(world.platform().machine().registered(), false).observe(target.get().look());
            String sync = outlook.isConverged() ? "Synced" : outlook.plan().isEmpty() ? "Unknown" : "OutOfSync";
            return new Inspection(name, wanted, meta, sync, words(outlook.blindness()), Status.of(outlook));
        } catch (RuntimeException unseen) {
            String why = unseen.getMessage() == null ? unseen.toString() : unseen.getMessage();
            return new Inspection(name, wanted, meta, "Unknown", why, Status.unknown(wanted.resources().all()));
        }
    }

    private static String words(Blindness blindness) {
        StringJoiner words = new StringJoiner("; ");
        blindness.parts().forEach(part -> words.add(part.toString()));
        return words.toString();
    }

    static List<Inspection> all(Registry registry, World world) {
        List<Inspection> all = new ArrayList<>();
        for (String name : registry.names()) {
            all.add(of(name, registry, world));
        }
        return all;
    }

    /** Whether some of it was seen, though not all. */
    boolean isSeenInPart() {
        return !message.isEmpty() && resources.stream().anyMatch(status -> !status.state().equals("Unknown"));
    }

    /** How many resources are wanted. */
    int size() {
        return wanted == null ? 0 : wanted.resources().all().size();
    }

    /** {@code 2026-11-21T12:30:00Z}, of seconds since 1970. */
    static String time(long seconds) {
        return Instant.ofEpochSecond(seconds).toString();
    }

    /** What is to be known of an apply that was not confirmed yet. */
    static String waiting(String name, Pending pending) {
        return "topology " + name + ": " + Reversal.participle(pending.back()) + " at " + time(pending.shown())
                + " unless you type before: topo confirm " + name;
    }

    /** Short for a table: {@code 5s}, {@code 3m}, {@code 2h}, {@code 4d}. {@code since} and {@code now} are seconds since 1970. */
    static String age(long since, long now) {
        long seconds = Math.max(0, now - since);
        if (seconds < 120) {
            return seconds + "s";
        } else if (seconds < 2 * 3600) {
            return seconds / 60 + "m";
        } else if (seconds < 2 * 86400) {
            return seconds / 3600 + "h";
        }
        return seconds / 86400 + "d";
    }
}
