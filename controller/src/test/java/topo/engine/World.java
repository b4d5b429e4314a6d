package topo.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import topo.api.Change;
import topo.api.Look;
import topo.api.Mark;
import topo.api.Memory;
import topo.api.Observed;
import topo.api.Owner;
import topo.api.Reconciler;
import topo.api.ResourceId;
import topo.api.Resources;
import topo.api.Session;
import topo.api.Unseen;

/** A kernel in memory with the reconcilers of the tests' kinds. It logs what is done to it and fails where it is told to. */
final class World {
    final Map<ResourceId, Observed<Thing>> there = new LinkedHashMap<>();
    final List<String> log = new ArrayList<>();
    /** Called after each thing that was done, with its log line. */
    Consumer<String> then = line -> {};
    /** Thrown by the next look. */
    RuntimeException blind;
    /** Thrown by the looks of these kinds. */
    final Map<String, RuntimeException> blindKinds = new HashMap<>();
    /** What the kinds' looks cannot see. */
    final List<Unseen> blindParts = new ArrayList<>();
    private final Map<String, String> failures = new HashMap<>();
    private final Map<String, RuntimeException> crashes = new HashMap<>();

    List<Registered<?>> kinds() {
        return List.of(kind("namespace", Thing.Namespace.class), kind("bridge", Thing.Bridge.class), kind("link", Thing.Link.class),
                kind("route", Thing.Route.class));
    }

    /** {@code operation}: as in the log, such as {@code "create bridge br0"}. */
    void fail(String operation, String message) {
        failures.put(operation, message);
    }

    /** The kind throws at its next step after having done nothing of it. */
    void crash(String kind, RuntimeException error) {
        crashes.put(kind, error);
    }

    void put(String line) {
        put(Thing.parse(line), Owner.OURS);
    }

    void put(Thing thing, Owner owner) {
        there.put(thing.id(), new Observed<>(owner, thing, ""));
    }

    Look look(Resources desired) {
        return look(desired, Resources.NONE);
    }

    Look look(Resources desired, Resources recorded) {
        return new Look(new Mark("lab"), desired, recorded, new NoMemory());
    }

    private <R extends Thing> Registered<R> kind(String name, Class<R> type) {
        return new Registered<>(name, type, new Fake<>(name, type));
    }

    private final class Fake<R extends Thing> implements Reconciler<R> {
        private final String name;
        private final Class<R> type;

        Fake(String name, Class<R> type) {
            this.name = name;
            this.type = type;
        }

        @Override
        public Map<ResourceId, Observed<R>> observe(Look look) {
            if (blind != null) {
                throw blind;
            }
            if (blindKinds.containsKey(name)) {
                throw blindKinds.get(name);
            }
            blindParts.stream().filter(part -> part.kind().equals(name)).forEach(look::unseen);
            Map<ResourceId, Observed<R>> found = new LinkedHashMap<>();
            there.forEach((id, seen) -> {
                if (id.kind().equals(name) && blindParts.stream().noneMatch(part -> part.covers(id))) {
                    found.put(id, new Observed<>(seen.owner(), type.cast(seen.value()), seen.what()));
                }
            });
            return found;
        }

        @Override
        public R settle(R desired, R observed, Look look) {
            boolean open = "auto".equals(desired.data().fields().get("mac"));
            String mac = observed == null ? "made" : observed.data().fields().get("mac");
            return open ? type.cast(desired.with("mac", mac)) : desired;
        }

        @Override
        public Optional<String> replacement(R from, R to) {
            for (Change.FieldChange field : new Change.Update<>(from, to).fields()) {
                if (field.name().startsWith("fixed")) {
                    return Optional.of(field.name() + " cannot be changed in place");
                }
            }
            return Optional.empty();
        }

        @Override
        public boolean disrupts(Change<R> change) {
            if (change instanceof Change.Update<R> update) {
                return update.fields().stream().anyMatch(field -> field.name().equals("state"));
            }
            return change instanceof Change.Replace || change instanceof Change.Restore && name.equals("link");
        }

        @Override
        public void delete(List<R> gone, Session session) {
            crashIfTold();
            for (R thing : gone) {
                if (done("delete", thing.id(), session)) {
                    there.remove(thing.id());
                    then.accept("delete " + thing.id());
                }
            }
        }

        @Override
        public void apply(List<Change<R>> changes, Session session) {
            crashIfTold();
            for (Change<R> change : changes) {
                String verb = change.getClass().getSimpleName().toLowerCase();
                if (done(verb, change.id(), session)) {
                    put(change.wanted().orElseThrow(), Owner.OURS);
                    then.accept(verb + " " + change.id());
                }
            }
        }

        private void crashIfTold() {
            RuntimeException crash = crashes.remove(name);
            if (crash != null) {
                throw crash;
            }
        }

        private boolean done(String verb, ResourceId id, Session session) {
            String line = verb + " " + id;
            String failure = failures.get(line);
            log.add(failure == null ? line : line + " FAILS");
            if (failure != null) {
                session.fail(id, failure);
            }
            return failure == null;
        }
    }

    /** The tests' kinds remember nothing. */
    private static final class NoMemory implements Memory {
        @Override
        public Optional<String> recall(ResourceId id) {
            return Optional.empty();
        }

        @Override
        public void remember(ResourceId id, String value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forget(ResourceId id) {
            throw new UnsupportedOperationException();
        }
    }
}
