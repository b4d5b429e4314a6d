package topo.controller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import topo.api.Change;

/**
 * One line of the journal.
 *
 * @param type {@code repaired}, {@code drift} (seen and left), {@code failed}, {@code contended}, {@code recovered}, {@code error},
 *         {@code applied}, {@code destroyed}, {@code paused}, {@code resumed},
 *         {@code fetched} (a new version of a source), {@code started}, {@code stopped}
 * @param trigger what asked for the pass, or empty
 * @param by who did what was mended, where the kernel proves it, or empty
 * @param resource its id in words, or empty
 * @param change {@code create}, {@code update}, {@code replace} or {@code delete}, or empty
 * @param fields what was not as it should be
 * @param message for people; may be empty
 * @param millis from the first sign to the end of the pass, 0 where that means nothing
 */
public record Entry(Instant time, String topology, String type, String trigger, String by, String resource, String change,
        List<Difference> fields, String message, double millis) {

    /** A field's value as it was found and as it is wanted; null where it was or should be unset. */
    public record Difference(String field, String was, String should) {
        @Override
        public String toString() {
            return field + ": " + (was == null ? "(none)" : was) + " -> " + (should == null ? "(none)" : should);
        }
    }

    static Entry of(Instant time, String topology, String type, String message) {
        return new Entry(time, topology, type, "", "", "", "", List.of(), message, 0);
    }

    static List<Difference> differences(Change<?> change) {
        List<Difference> all = new ArrayList<>();
        if (change instanceof Change.Update<?> update) {
            for (Change.FieldChange field : update.fields()) {
                all.add(new Difference(field.name(), text(field.from()), text(field.to())));
            }
        }
        return all;
    }

    private static String text(Object value) {
        return value == null ? null : value.toString();
    }

    static String verb(Change<?> change) {
        if (change instanceof Change.Create) {
            return "create";
        } else if (change instanceof Change.Update || change instanceof Change.Restore) {
            return "update";
        }
        return change instanceof Change.Replace ? "replace" : "delete";
    }
}
