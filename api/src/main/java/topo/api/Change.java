package topo.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One line of a plan: what is done to one resource. */
public sealed interface Change<R extends Resource> {
    /** The resource that it is about: as it is to be, or as it was if it is deleted. */
    R subject();

    /** {@code +}, {@code ~}, {@code -/+} or {@code -}. */
    String symbol();

    record Create<R extends Resource>(R to) implements Change<R> {
        @Override
        public R subject() {
            return to;
        }

        @Override
        public String symbol() {
            return "+";
        }
    }

    /**
     * Changed in place; {@code from} and {@code to} differ in at least one field, or {@code adopts} says that the thing had no mark of
     * topo and gets that of the topology, whatever else changes.
     */
    record Update<R extends Resource>(R from, R to, boolean adopts) implements Change<R> {
        public Update(R from, R to) {
            this(from, to, false);
        }

        @Override
        public R subject() {
            return to;
        }

        @Override
        public String symbol() {
            return "~";
        }

        public List<FieldChange> fields() {
            List<FieldChange> changes = FieldChange.between(from, to);
            if (adopts) {
                changes.add(0, new FieldChange("owner", "nobody", "topo"));
            }
            return changes;
        }
    }

    /** Deleted with all other deletions, created again in its turn. */
    record Replace<R extends Resource>(R from, R to, String reason) implements Change<R> {
        @Override
        public R subject() {
            return to;
        }

        @Override
        public String symbol() {
            return "-/+";
        }
    }

    /** Right as it stands, but the change to {@code because} takes (part of) it away in the kernel, so it is put back after that. */
    record Restore<R extends Resource>(R to, ResourceId because) implements Change<R> {
        @Override
        public R subject() {
            return to;
        }

        @Override
        public String symbol() {
            return "~";
        }
    }

    record Delete<R extends Resource>(R from) implements Change<R> {
        @Override
        public R subject() {
            return from;
        }

        @Override
        public String symbol() {
            return "-";
        }
    }

    default ResourceId id() {
        return subject().id();
    }

    /** The resource as it is called in a plan. */
    default String title() {
        return subject().title();
    }

    /** What is to be there after this change; empty for a deletion. */
    default Optional<R> wanted() {
        return this instanceof Delete ? Optional.empty() : Optional.of(subject());
    }

    /** A field's value before and after, either null where it was or will be unset. */
    record FieldChange(String name, Object from, Object to) {
        private static List<FieldChange> between(Resource from, Resource to) {
            List<FieldChange> changes = new ArrayList<>();
            List<Field> before = from.fields();
            List<Field> after = to.fields();
            for (Field field : after) {
                Object old = value(before, field.name());
                if (!field.value().equals(old)) {
                    changes.add(new FieldChange(field.name(), old, field.value()));
                }
            }
            for (Field field : before) {
                if (value(after, field.name()) == null) {
                    changes.add(new FieldChange(field.name(), field.value(), null));
                }
            }
            return changes;
        }

        private static Object value(List<Field> fields, String name) {
            return fields.stream().filter(field -> field.name().equals(name)).map(Field::value).findFirst().orElse(null);
        }
    }
}
